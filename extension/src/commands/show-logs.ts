import type { Command } from '../app';

/** Shows what the extension and the language server wrote down. */
export const showLogs: Command = (app) => {
  app.log.show();
  return Promise.resolve();
};
