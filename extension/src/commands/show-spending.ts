import type { Command } from '../app';

/** Opens the page about budgets, rate limits and keys. */
export const showSpending: Command = (app) => {
  app.spending.show();
  return Promise.resolve();
};
