import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { answerFiles } from './answer-files';
import { clientOptions, reportProgress } from './client-options';
import type { LanguageClientHooks } from './language-service';

/** The page's own; this file runs in browsers alone, and the types of Node stand for the rest. */
declare const Worker: new (url: string) => never;

/** The shipped language server in a web worker. Not yet started. */
export async function createBrowserClient(
  context: vscode.ExtensionContext,
  hooks: LanguageClientHooks,
): Promise<LanguageClient> {
  const client = new LanguageClient(
    'prompthub',
    'PromptHub',
    await startWorker(context.extensionUri),
    clientOptions(hooks),
  );
  reportProgress(client, hooks);
  answerFiles(client);
  return client;
}

/** From the script's text: an extension that lies on another machine has no address that a worker may load. */
async function startWorker(extension: vscode.Uri): Promise<never> {
  const script = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist/server/browser.js'));
  const url = URL.createObjectURL(new Blob([new Uint8Array(script)], { type: 'text/javascript' }));
  return new Worker(url);
}
