import type { Command } from '../app';

/** Shows all runs of the prompt again. */
export const clearRunFilter: Command = (app) => Promise.resolve(app.runs.show({}));
