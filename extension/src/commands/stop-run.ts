import type { Command } from '../app';
import { chosenRuns } from './support/run-rows';

/** Stops the run of the history that was clicked; else the newest prompt that runs. */
export const stopRun: Command = (app, ...args) => {
  const [row] = args.length > 0 ? chosenRuns(app, args) : [];
  app.runner.stop(row?.kind === 'run' ? row.run.runId : undefined);
  return Promise.resolve();
};
