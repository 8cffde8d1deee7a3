import type { Command } from '../app';
import { compareWithPublished } from './support/compare';
import { needsLink, needsSession } from './support/needs';
import { targetPrompt } from './support/target';

/** Compares a prompt with its newest published version. */
export const diffWithPublished: Command = async (app, argument) => {
  const uri = targetPrompt(argument);
  const link = uri && (await needsLink(app, uri));
  if (uri && link && (await needsSession(app, link.hub))) await compareWithPublished(app, link, uri);
};
