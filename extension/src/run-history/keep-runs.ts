import * as vscode from 'vscode';
import type { Runner } from '../runs/runner';
import type { RunLog } from './run-log';

/** Writes down each run that has ended, as far as the person's setting allows. */
export function keepRuns(runner: Runner, log: RunLog, tell: (problem: string) => void): vscode.Disposable {
  return runner.onDidEnd((run) => {
    const kept = vscode.workspace.getConfiguration('prompthub').get<string>('runs.keep');
    if (kept === 'nothing') return;
    log
      .add(run, kept === 'figures' ? 'figures' : 'all')
      .catch((error: unknown) => tell(`A run could not be kept: ${String(error)}`));
  });
}
