import * as vscode from 'vscode';
import type { Command } from '../app';

/** Deletes what this machine keeps of earlier runs; what the hub recorded stays there. */
export const forgetRuns: Command = async (app) => {
  const { uri } = app.runs;
  const name = uri?.path.split('/').at(-1);
  const [one, all] = [`Those of ${name}`, 'Of All Prompts'];
  const choice = await vscode.window.showWarningMessage(
    'Delete the runs that this machine keeps for this workspace?',
    { modal: true, detail: 'Values and answers are deleted with them. What a hub recorded stays there.' },
    ...(uri ? [one] : []),
    all,
  );
  if (choice === undefined) return;
  await app.runLog?.forget(choice === one ? uri?.toString() : undefined);
  app.runner.forget(choice === one ? uri?.toString() : undefined);
  app.runs.refresh();
};
