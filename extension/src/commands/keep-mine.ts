import * as vscode from 'vscode';
import type { Command } from '../app';
import { needsTrust } from './support/needs';
import { conflictRows, rowNames, settleRows } from './support/settle-rows';

/** Of files that were changed here and at the hub, keeps what is here: a change to publish on top of the hub's. */
export const keepMine: Command = async (app, ...args) => {
  const rows = conflictRows(args);
  if (rows.length === 0 || !(await needsTrust('Pulling'))) return;
  if (await settleRows(app, rows, 'mine'))
    void vscode.window.showInformationMessage(
      `Kept ${rowNames(rows)} as it is here; Publish puts it on top.`,
    );
};
