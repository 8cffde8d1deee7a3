import * as vscode from 'vscode';
import type { Command } from '../app';
import { chosenRuns, loadRun } from './support/run-rows';

/** Copies the answer of a run of the history. */
export const copyAnswer: Command = async (app, ...args) => {
  const [row] = chosenRuns(app, args);
  const run = row && (await loadRun(app, row));
  if (!run) return;
  if (run.text !== '') return vscode.env.clipboard.writeText(run.text);
  void vscode.window.showInformationMessage(
    'There is no answer to copy: it was not kept, or there was none.',
  );
};
