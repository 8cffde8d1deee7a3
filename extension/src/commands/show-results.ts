import type { Command } from '../app';

/** Opens the results panel with the runs of this session. */
export const showResults: Command = (app) => {
  app.results.show();
  return Promise.resolve();
};
