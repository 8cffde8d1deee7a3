import * as vscode from 'vscode';
import type { Command } from '../app';
import { asVersionRow } from './support/target';

/** Copies the commit id of a version. */
export const copyVersionId: Command = async (_app, argument) => {
  const row = asVersionRow(argument);
  if (!row) return;
  await vscode.env.clipboard.writeText(row.commit.id);
  vscode.window.setStatusBarMessage(`Copied ${row.commit.id.slice(0, 10)}`, 3000);
};
