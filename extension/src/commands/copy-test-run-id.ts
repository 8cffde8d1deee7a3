import * as vscode from 'vscode';
import type { Command } from '../app';
import { asTestRunRow } from './support/target';

/** Puts the id of a test run into the clipboard. */
export const copyTestRunId: Command = async (_app, argument) => {
  const row = asTestRunRow(argument);
  if (row) await vscode.env.clipboard.writeText(row.run.id);
};
