import type { Command } from '../app';
import { needsLink, needsSession } from './support/needs';
import { targetPrompt } from './support/target';

/** Shows the versions of a prompt in the Versions view. */
export const showHistory: Command = async (app, argument) => {
  const uri = targetPrompt(argument);
  const link = uri && (await needsLink(app, uri));
  if (uri && link && (await needsSession(app, link.hub))) await app.versions.reveal(uri);
};
