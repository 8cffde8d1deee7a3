import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { App } from '../../src/app';

/** The parts of the activated extension; it hands them out to tests only. */
export async function theApp(): Promise<App> {
  const extension = vscode.extensions.getExtension<App | undefined>('prompthub.prompthub');
  assert.ok(extension, 'the extension is not installed');
  const app = await extension.activate();
  assert.ok(app, 'the extension did not hand out its parts');
  return app;
}

export function workspaceUri(...parts: string[]): vscode.Uri {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root, 'no folder is open');
  return vscode.Uri.file(path.join(root.uri.fsPath, ...parts));
}

export async function open(...parts: string[]): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(workspaceUri(...parts));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Asks again and again until the answer is something; mocha's time-out is the end. */
export async function eventually<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
