import type { Command } from '../app';

/** Shows before every line who wrote it and when, or no longer. */
export const toggleFileBlame: Command = (app) => app.blame.toggleFile();
