import type * as vscode from 'vscode';
import { LanguageClient, TransportKind, type ServerOptions } from 'vscode-languageclient/node';
import { LspMethod } from '@prompthub/protocol';
import type { EndpointConsent } from '../keys/endpoint-consent';
import type { ProviderKeys } from '../keys/provider-keys';
import { answerCredentials } from './answer-credentials';
import { answerEditorModel } from './answer-editor-model';
import { clientOptions, reportProgress } from './client-options';
import type { LanguageClientHooks } from './language-service';

export interface DesktopHooks extends LanguageClientHooks {
  readonly context: vscode.ExtensionContext;
  readonly keys: ProviderKeys;
  readonly consent: EndpointConsent;
}

/** The shipped language server as a child process over IPC, with our own requests wired. Not yet started. */
export function createLanguageClient(hooks: DesktopHooks): LanguageClient {
  const client = new LanguageClient(
    'prompthub',
    'PromptHub',
    serverOptions(hooks.context),
    clientOptions(hooks),
  );
  reportProgress(client, hooks);
  client.onRequest(LspMethod.credentials, (params: unknown) => answerCredentials(params, hooks));
  client.onRequest(LspMethod.editorModel, (params: unknown, token: vscode.CancellationToken) =>
    answerEditorModel(params, {
      token,
      onDelta: (delta) => void client.sendNotification(LspMethod.editorModelDelta, delta),
    }),
  );
  return client;
}

function serverOptions(context: vscode.ExtensionContext): ServerOptions {
  const module = context.asAbsolutePath('dist/server/main.js');
  const debug = { execArgv: ['--nolazy', '--inspect=6019'] };
  return {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: process.env.PROMPTHUB_DEBUG_SERVER ? debug : {} },
  };
}
