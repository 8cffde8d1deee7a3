import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import type { LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { LspMethod, runProgress, testProgress } from '@prompthub/protocol';
import type { RunProgress, TestProgress } from '@prompthub/protocol';
import type { LanguageServiceOptions } from './language-service';
import { answerCredentials } from './answer-credentials';
import { answerEditorModel } from './answer-editor-model';
import { closeBlock } from './close-block';
import { withPlainCommands } from './plain-lenses';
import { redactedChannel } from './redacted-channel';
import { SERVED_SCHEMES } from './served-schemes';

export interface LanguageClientHooks extends LanguageServiceOptions {
  /** True: start the server again. */
  onCrash(): boolean;
  onRunProgress(progress: RunProgress): void;
  onTestProgress(progress: TestProgress): void;
  onRunning(): void;
}

/** The shipped language server as a child process over IPC, with our own requests wired. Not yet started. */
export function createLanguageClient(hooks: LanguageClientHooks): LanguageClient {
  const client = new LanguageClient(
    'prompthub',
    'PromptHub',
    serverOptions(hooks.context),
    clientOptions(hooks),
  );
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) hooks.onRunning();
  });
  client.onNotification(LspMethod.runProgress, (params: unknown) =>
    hooks.onRunProgress(runProgress.parse(params)),
  );
  client.onNotification(LspMethod.testProgress, (params: unknown) =>
    hooks.onTestProgress(testProgress.parse(params)),
  );
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

function clientOptions(hooks: LanguageClientHooks): LanguageClientOptions {
  const setting = (name: string) => vscode.workspace.getConfiguration('prompthub').get(name, true);
  return {
    documentSelector: [
      ...SERVED_SCHEMES.map((scheme) => ({ scheme, language: 'dotprompt' })),
      { scheme: 'file', pattern: '**/*.tests.yaml' },
      { scheme: 'file', pattern: '**/prompthub.yaml' },
    ],
    synchronize: { configurationSection: 'prompthub' },
    outputChannel: redactedChannel(hooks.log),
    traceOutputChannel: redactedChannel(hooks.log),
    initializationOptions: { trusted: vscode.workspace.isTrusted },
    markdown: { isTrusted: false, supportHtml: false },
    middleware: {
      provideCodeLenses: async (document, token, next) =>
        setting('codeLens.enabled')
          ? withPlainCommands((await next(document, token)) ?? [], document.uri.toString())
          : [],
      provideInlayHints: (document, range, token, next) =>
        setting('inlineValues.enabled') ? next(document, range, token) : [],
      provideOnTypeFormattingEdits: async (document, position, ch, options, token, next) => {
        const edits = (await next(document, position, ch, options, token)) ?? [];
        return token.isCancellationRequested ? [] : closeBlock(document, position, edits);
      },
    },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({
        action: hooks.onCrash() ? CloseAction.Restart : CloseAction.DoNotRestart,
        handled: true,
      }),
    },
    initializationFailedHandler: (error: unknown) => {
      hooks.log.error(
        `The language server could not start: ${error instanceof Error ? error.message : String(error)}`,
      );
      return false;
    },
  };
}
