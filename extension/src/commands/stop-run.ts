import type { Command } from '../app';

/** Stops the newest prompt that runs. */
export const stopRun: Command = (app) => {
  app.runner.stop();
  return Promise.resolve();
};
