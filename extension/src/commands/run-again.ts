import * as vscode from 'vscode';
import type { Command } from '../app';
import { sameAgain } from '../runs/run-record';
import { chosenRuns, loadRun } from './support/run-rows';

/** Runs the same once more: the prompt as it is now, with the values and the model of that run. */
export const runAgain: Command = async (app, ...args) => {
  const [row] = chosenRuns(app, args);
  const run = row && (await loadRun(app, row));
  if (!run) return undefined;
  if (run.withoutContents)
    void vscode.window.showInformationMessage(
      'The values of this run were not kept, so the prompt runs with those of its test.',
    );
  return vscode.commands.executeCommand('prompthub.run', sameAgain(run));
};
