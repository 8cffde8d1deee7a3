import * as vscode from 'vscode';
import type { Command } from '../app';
import { hubName } from '../hub/hub-address';

/** Signs out of a hub: the tokens are deleted here and revoked there. */
export const signOut: Command = async (app) => {
  const sessions = await app.accounts.sessions();
  if (sessions.length === 0) {
    void vscode.window.showInformationMessage('You are not signed in to any hub.');
    return;
  }
  const items = sessions.map(({ hub, account }) => ({
    label: hubName(hub),
    description: account.label,
    hub,
  }));
  const chosen =
    items.length === 1
      ? items[0]
      : await vscode.window.showQuickPick(items, { title: 'Sign out of which hub?' });
  if (!chosen) return;
  await app.accounts.signOut(chosen.hub);
  void vscode.window.showInformationMessage(`Signed out of ${chosen.label}.`);
};
