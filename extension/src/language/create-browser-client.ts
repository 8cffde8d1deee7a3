import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { answerFiles } from './answer-files';
import { clientOptions, reportProgress } from './client-options';
import type { LanguageClientHooks } from './language-service';

/** The page's own; this file runs in browsers alone, and the types of Node stand for the rest. */
declare const Worker: new (url: string) => { postMessage(message: unknown): void };

/** The shipped language server in a web worker. Not yet started. */
export function createBrowserClient(
  context: vscode.ExtensionContext,
  hooks: LanguageClientHooks,
): LanguageClient {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist/server/browser.js');
  const worker = new Worker(script.toString(true));
  const client = new LanguageClient('prompthub', 'PromptHub', worker, clientOptions(hooks));
  reportProgress(client, hooks);
  answerFiles(client);
  return client;
}
