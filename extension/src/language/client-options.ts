import * as vscode from 'vscode';
import { CloseAction, ErrorAction, State } from 'vscode-languageclient';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LspMethod, matrixProgress, runProgress, testProgress } from '@prompthub/protocol';
import { closeBlock } from './close-block';
import type { LanguageClientHooks } from './language-service';
import { withPlainCommands } from './plain-lenses';
import { redactedChannel } from './redacted-channel';
import { SERVED_SCHEMES } from './served-schemes';

/** Passes on what the server tells while it works. */
export function reportProgress(client: BaseLanguageClient, hooks: LanguageClientHooks): void {
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) hooks.onRunning();
  });
  client.onNotification(LspMethod.runProgress, (params: unknown) =>
    hooks.onRunProgress(runProgress.parse(params)),
  );
  client.onNotification(LspMethod.testProgress, (params: unknown) =>
    hooks.onTestProgress(testProgress.parse(params)),
  );
  client.onNotification(LspMethod.matrixProgress, (params: unknown) =>
    hooks.onMatrixProgress(matrixProgress.parse(params)),
  );
}

/** How every edition's client behaves. */
export function clientOptions(hooks: LanguageClientHooks): LanguageClientOptions {
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
    // Asked for with each start: a server that comes after a crash knows what the last one did.
    initializationOptions: () => ({
      trusted: vscode.workspace.isTrusted,
      ownCommands: true,
      testHistory: hooks.testHistory(),
    }),
    markdown: { isTrusted: false, supportHtml: false },
    middleware: {
      provideCodeLenses: async (document, token, next) =>
        setting('codeLens.enabled')
          ? withPlainCommands((await next(document, token)) ?? [], document.uri.toString())
          : [],
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
