import * as vscode from 'vscode';

/** Turns a setting of ours, which is on by default, on or off: where it was made, else everywhere. */
export async function toggleSetting(name: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('prompthub');
  const { workspaceFolderValue, workspaceValue } = settings.inspect<boolean>(name) ?? {};
  const target =
    workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : workspaceValue !== undefined
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await settings.update(name, !settings.get(name, true), target);
}
