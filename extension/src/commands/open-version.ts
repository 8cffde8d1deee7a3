import * as vscode from 'vscode';
import type { Command } from '../app';
import { versionUri } from '../versions/version-content';
import { asVersionRow } from './support/target';

/** Opens a published version, read-only. */
export const openVersion: Command = async (_app, argument) => {
  const row = asVersionRow(argument);
  if (!row) return;
  const document = await vscode.workspace.openTextDocument(versionUri(row.address));
  await vscode.window.showTextDocument(document, { preview: true });
};
