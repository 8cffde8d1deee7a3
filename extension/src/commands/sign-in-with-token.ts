import * as vscode from 'vscode';
import type { Command } from '../app';
import { hubName, normalizeHub } from '../hub/hub-address';
import { currentHub } from './support/choose-hub';
import { tellFailure } from './support/tell-failure';

/** Signs in with a personal access token, where no browser can come back to the editor. */
export const signInWithToken: Command = async (app, argument) => {
  const hub = (typeof argument === 'string' && normalizeHub(argument)) || (await currentHub(app));
  if (!hub) return undefined;
  const token = await vscode.window.showInputBox({
    title: `Personal token for ${hubName(hub)}`,
    prompt: 'It begins with phub_ and is kept in the editor’s secret storage',
    placeHolder: 'phub_…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^phub_[\w-]+$/.test(value.trim()) ? undefined : 'A personal token begins with phub_',
  });
  if (!token) return undefined;
  try {
    const session = await app.accounts.signInWithToken(hub, token.trim());
    void vscode.window.showInformationMessage(`Signed in to ${hubName(hub)} as ${session.account.label}.`);
    return session;
  } catch (error) {
    await tellFailure(app, error, { doing: 'The token was not accepted' });
    return undefined;
  }
};
