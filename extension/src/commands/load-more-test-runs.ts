import type { Command } from '../app';

/** Adds the next page of older test runs to the view. */
export const loadMoreTestRuns: Command = (app) => {
  app.hubTests.loadMore();
  return Promise.resolve();
};
