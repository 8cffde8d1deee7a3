import * as vscode from 'vscode';
import type { Command } from '../app';
import { asChangeRows } from '../source-control/change-row';

/** Opens files of the Source Control view to be edited, where a click shows what changed. */
export const openChangedFile: Command = async (_app, ...args) => {
  for (const { resourceUri, file } of asChangeRows(args)) {
    if (file.local === undefined) continue;
    await vscode.commands.executeCommand('vscode.open', resourceUri, { preview: false });
  }
};
