import * as vscode from 'vscode';
import { theApp, workspaceUri } from './app';
import { PERSONAL_TOKEN, type TestHub } from './test-hub';

/** Links `prompts/` of the workspace to the hub's project, and signs in with a personal token. */
export async function linkTo(hub: TestHub): Promise<void> {
  const app = await theApp();
  const text = `hub: ${hub.url}\nproject: acme/desk\nfolder: prompts\n`;
  await vscode.workspace.fs.writeFile(workspaceUri('prompthub.yaml'), new TextEncoder().encode(text));
  await app.accounts.signInWithToken(hub.url, PERSONAL_TOKEN);
  await vscode.commands.executeCommand('prompthub.refresh');
}

export async function unlink(hub: TestHub): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const app = await theApp();
  await app.accounts.signOut(hub.url);
  await vscode.workspace.fs.delete(workspaceUri('prompthub.yaml'));
  await vscode.workspace.fs.delete(workspaceUri('.prompthub'), { recursive: true }).then(
    () => undefined,
    () => undefined,
  );
  await vscode.commands.executeCommand('prompthub.refresh');
}
