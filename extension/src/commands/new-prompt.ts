import * as path from 'node:path';
import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { exists } from './support/compare';
import { NEW_PROMPT } from './support/new-prompt-text';

/** Makes a prompt that renders, runs with `echo`, and has a test. Without a folder it stays unsaved. */
export const newPrompt: Command = async (app) => {
  const folder = targetFolder(app);
  if (!folder) {
    const document = await vscode.workspace.openTextDocument({ language: 'dotprompt', content: NEW_PROMPT });
    return vscode.window.showTextDocument(document);
  }
  const typed = await vscode.window.showInputBox({
    title: 'New prompt',
    prompt: `In ${folderName(folder)}`,
    value: 'greet',
    validateInput: (name) => problemOf(name, folder),
  });
  if (!typed) return undefined;
  const uri = fileFor(typed, folder);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(NEW_PROMPT));
  return vscode.window.showTextDocument(uri, { preview: false });
};

function targetFolder({ links }: App): vscode.Uri | undefined {
  const linked = links.current && vscode.Uri.file(links.current.folder);
  return linked ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** As the Explorer shows it: from the name of the workspace folder on. */
function folderName(folder: vscode.Uri): string {
  const root = vscode.workspace.getWorkspaceFolder(folder);
  if (!root) return folder.fsPath;
  // File paths, because addresses may write one drive letter in two ways.
  return path.join(root.name, path.relative(root.uri.fsPath, folder.fsPath));
}

function fileFor(name: string, folder: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(folder, name.endsWith('.prompt') ? name : `${name}.prompt`);
}

async function problemOf(name: string, folder: vscode.Uri): Promise<string | undefined> {
  if (!/^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/.test(name))
    return 'Letters, digits, hyphens and dots; folders with /';
  const uri = fileFor(name, folder);
  return (await exists(uri)) ? `${path.posix.basename(uri.path)} is already there` : undefined;
}
