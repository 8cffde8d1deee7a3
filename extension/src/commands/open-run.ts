import type { Command } from '../app';
import { chosenRuns, loadRun } from './support/run-rows';

/** Shows runs of the history with all that is known of them; several side by side. */
export const openRun: Command = async (app, ...args) => {
  const rows = chosenRuns(app, args);
  const runs = await Promise.all(rows.map((row) => loadRun(app, row)));
  const found = runs.filter((run) => run !== undefined);
  if (found.length > 0) app.answers.show(found);
};
