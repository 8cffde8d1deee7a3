import type { Command } from '../app';

/** Stops everything that runs, and what waits to. */
export const stopAllRuns: Command = (app) => {
  app.runner.stopAll();
  return Promise.resolve();
};
