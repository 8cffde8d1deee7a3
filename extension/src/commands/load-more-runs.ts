import type { Command } from '../app';

/** Adds older records of the hub to the view. */
export const loadMoreRuns: Command = (app) => app.runs.loadMore();
