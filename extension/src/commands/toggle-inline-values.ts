import * as vscode from 'vscode';
import type { Command, EditingApp } from '../app';

const SETTING = 'inlineValues.enabled';

/** Shows the values of expressions beside them, or hides them: where the setting was made, else everywhere. */
export const toggleInlineValues: Command<EditingApp> = async () => {
  const settings = vscode.workspace.getConfiguration('prompthub');
  const { workspaceFolderValue, workspaceValue } = settings.inspect<boolean>(SETTING) ?? {};
  const target =
    workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : workspaceValue !== undefined
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await settings.update(SETTING, !settings.get(SETTING, true), target);
};
