import type { Command } from '../app';

/** Brings the graph of the project's versions to the front. */
export const showProjectHistory: Command = (app) => app.historyView.reveal();
