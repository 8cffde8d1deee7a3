import type { Command } from '../app';
import { aboutTestRun } from './support/about-test-run';

/** Stops a test run of the hub; what has ended stays. */
export const cancelTestRun: Command = (app, argument) =>
  aboutTestRun(app, argument, {
    doing: 'The test run was not cancelled',
    act: ({ testRuns }, { run }) => testRuns.cancel(run.id),
  });
