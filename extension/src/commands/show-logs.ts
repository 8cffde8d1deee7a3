import type { Command, EditingApp } from '../app';

/** Shows what the extension and the language server wrote down. */
export const showLogs: Command<EditingApp> = (app) => {
  app.log.show();
  return Promise.resolve();
};
