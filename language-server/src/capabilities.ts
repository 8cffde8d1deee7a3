import {
  CodeActionKind,
  TextDocumentSyncKind,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { ClientAbilities } from './context';
import { legend } from './features/semantic-tokens';

/** What the client can do. Whatever it does not mention, it cannot. */
export function abilitiesOf({ capabilities, initializationOptions }: InitializeParams): ClientAbilities {
  const { textDocument, workspace } = capabilities;
  const options: unknown = initializationOptions;
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    diagnosticRefresh: workspace?.diagnostics?.refreshSupport ?? false,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport ?? false,
    codeLensRefresh: workspace?.codeLens?.refreshSupport ?? false,
    configuration: workspace?.configuration ?? false,
    watchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    createFile: workspace?.workspaceEdit?.resourceOperations?.includes('create') ?? false,
    documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
    executeCommands:
      typeof options === 'object' &&
      options !== null &&
      'executeCommands' in options &&
      options.executeCommands === true,
  };
}

export const commands = ['prompthub.run', 'prompthub.test', 'prompthub.preview'];

export function capabilitiesFor(client: ClientAbilities): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    completionProvider: { triggerCharacters: ['{', '#', '>', '.', '@', '/', '"', '(', ' ', ':', '='] },
    hoverProvider: true,
    definitionProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    documentFormattingProvider: true,
    codeLensProvider: {},
    inlayHintProvider: {},
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, 'source.fixAll.prompthub'] },
    semanticTokensProvider: { legend, full: true, range: true },
    ...(client.pullDiagnostics && {
      diagnosticProvider: {
        identifier: 'prompthub',
        interFileDependencies: true,
        workspaceDiagnostics: true,
      },
    }),
    ...(client.executeCommands && { executeCommandProvider: { commands } }),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
