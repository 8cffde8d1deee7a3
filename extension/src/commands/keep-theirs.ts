import * as vscode from 'vscode';
import type { Command } from '../app';
import { needsTrust } from './support/needs';
import { offerBack } from './support/replace-texts';
import { conflictRows, rowNames, settleRows } from './support/settle-rows';

/** Of files that were changed here and at the hub, takes the hub's. Asks first, and can be undone. */
export const keepTheirs: Command = async (app, ...args) => {
  const rows = conflictRows(args);
  if (rows.length === 0 || !(await needsTrust('Pulling'))) return;
  const yes = 'Take Theirs';
  const detail = 'What was changed here is replaced by what the hub has.';
  const question = `Take the hub’s ${rowNames(rows)}?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  const before = await settleRows(app, rows, 'theirs');
  if (before) void offerBack(app, { said: `Took ${rowNames(rows)} as it is on the hub.`, before });
};
