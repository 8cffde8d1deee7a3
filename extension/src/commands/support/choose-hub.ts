import * as vscode from 'vscode';
import type { App } from '../../app';
import { hubName, normalizeHub } from '../../hub/hub-address';

/** The hub of the current link, or of the settings; otherwise asks. */
export async function currentHub(app: App): Promise<string | undefined> {
  return app.links.current?.hub ?? configuredHub() ?? askForHub();
}

/** The hub of the settings, when it is an address. */
export function configuredHub(): string | undefined {
  return normalizeHub(vscode.workspace.getConfiguration('prompthub').get('hub', ''));
}

/** Lets the person choose among the hubs that are known here, or type an address. */
export async function chooseHub(app: App): Promise<string | undefined> {
  const sessions = await app.accounts.sessions();
  const known = [app.links.current?.hub, configuredHub(), ...sessions.map(({ hub }) => hub)];
  const hubs = [...new Set(known.flatMap((hub) => hub ?? []))];
  if (hubs.length === 0) return askForHub();
  const account = (hub: string) => sessions.find((session) => session.hub === hub)?.account.label;
  const other = { label: '$(add) Another hub…', hub: undefined };
  const items = hubs.map((hub) => ({ label: hubName(hub), description: hub, detail: account(hub), hub }));
  const picked = await vscode.window.showQuickPick([...items, other], {
    title: 'Which hub?',
    placeHolder: 'Choose a hub',
  });
  return picked && (picked.hub ?? (await askForHub()));
}

async function askForHub(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Address of the hub',
    prompt: 'As `npm start` prints it, for example http://127.0.0.1:4100',
    placeHolder: 'http://127.0.0.1:4100',
    ignoreFocusOut: true,
    validateInput: (value) =>
      normalizeHub(value) ? undefined : 'An address begins with http:// or https://',
  });
  return typed === undefined ? undefined : normalizeHub(typed);
}
