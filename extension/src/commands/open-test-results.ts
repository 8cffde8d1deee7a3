import * as vscode from 'vscode';
import type { Command } from '../app';
import { keptMatrix } from '../hub-tests/kept-matrix';
import { isOpen, testedVersion } from '../hub-tests/hub-test-text';
import { aboutTestRun } from './support/about-test-run';
import { fileUri } from './support/project-files';

/** Shows what came of the tests of a run, as far as it has come. */
export const openTestResults: Command = (app, argument) =>
  aboutTestRun(app, argument, {
    doing: 'The results are not shown',
    act: async ({ testRuns }, { link, run }) => {
      const report = await vscode.window.withProgress({ location: { viewId: 'prompthub.testRuns' } }, () =>
        testRuns.reportOf(run.id),
      );
      if (report.prompts.length === 0) {
        const text =
          run.problem ?? `No test of this run ${isOpen(run) ? 'has ended yet' : 'came to an end'}.`;
        void vscode.window.showInformationMessage(text);
        return undefined;
      }
      const fileOf = (path: string) => fileUri(link, path).toString();
      const matrix = keptMatrix({
        title: `Tests of ${testedVersion(run)} on the hub${isOpen(run) ? ', so far' : ''}`,
        ...{ report, fileOf },
      });
      app.matrix.open(matrix);
      return matrix;
    },
  });
