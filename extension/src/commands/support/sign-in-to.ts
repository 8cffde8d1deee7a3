import * as vscode from 'vscode';
import type { App } from '../../app';
import { SignInError } from '../../auth/oauth-flow';
import type { StoredSession } from '../../auth/stored-session';
import { hubName } from '../../hub/hub-address';
import { tellFailure } from './tell-failure';

/** Signs in through the browser and says who came in; undefined when it did not come to that. */
export async function signInTo(app: App, hub: string): Promise<StoredSession | undefined> {
  try {
    const session = await app.accounts.signIn(hub);
    void vscode.window.showInformationMessage(`Signed in to ${hubName(hub)} as ${session.account.label}.`);
    return session;
  } catch (error) {
    if (error instanceof SignInError && error.quiet) return undefined;
    const withToken = 'Use a Token';
    const choice = await tellFailure(app, error, { doing: 'Sign-in failed', actions: [withToken] });
    if (choice === withToken) await vscode.commands.executeCommand('prompthub.signInWithToken', hub);
    return undefined;
  }
}
