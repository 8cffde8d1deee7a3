import type { Command } from '../app';
import { toUri } from './support/target';

/** Opens the runs of a prompt: of the one that is named, else of the one that is or was edited last. */
export const showRuns: Command = (app, argument) => app.runs.reveal(toUri(argument));
