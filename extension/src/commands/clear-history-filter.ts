import type { Command } from '../app';

/** Shows the whole history again. */
export const clearHistoryFilter: Command = (app) => app.history.show({ filter: {} });
