import * as vscode from 'vscode';
import type { App } from '../../app';
import type { ProjectLink } from '../../hub/project-links';
import { hubName } from '../../hub/hub-address';
import { signInTo } from './sign-in-to';

/** True in a trusted workspace. Otherwise says why this cannot be done here, and how it can. */
export async function needsTrust(what: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const text = `${what} is off in Restricted Mode, because files of this workspace decide what is sent and where. Trust the workspace to turn it on.`;
  if ((await vscode.window.showWarningMessage(text, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}

/** The link of this file, or the current one. Without any, offers to make one. */
export async function needsLink({ links }: App, uri?: vscode.Uri): Promise<ProjectLink | undefined> {
  const link = (uri && links.linkOf(uri)) ?? links.current;
  if (link) return link;
  const linkFolder = 'Link Folder…';
  const text = 'This folder is not linked to a project of a hub.';
  if ((await vscode.window.showInformationMessage(text, linkFolder)) === linkFolder) {
    await vscode.commands.executeCommand('prompthub.linkFolder');
  }
  return undefined;
}

/** True when somebody is signed in at the hub, or just did so. */
export async function needsSession(app: App, hub: string): Promise<boolean> {
  if (await app.accounts.session(hub)) return true;
  const signIn = 'Sign In';
  const text = `Sign in to ${hubName(hub)} to go on.`;
  if ((await vscode.window.showInformationMessage(text, signIn)) !== signIn) return false;
  return (await signInTo(app, hub)) !== undefined;
}
