import type { Command } from '../app';
import { normalizeHub } from '../hub/hub-address';
import { currentHub } from './support/choose-hub';
import { signInTo } from './support/sign-in-to';

/** Signs in through the browser: at the hub of the link, of the settings, or one that is asked for. */
export const signIn: Command = async (app, argument) => {
  const hub = (typeof argument === 'string' && normalizeHub(argument)) || (await currentHub(app));
  return hub ? signInTo(app, hub) : undefined;
};
