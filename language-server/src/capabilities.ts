import { TextDocumentSyncKind, type InitializeParams, type ServerCapabilities } from 'vscode-languageserver';
import type { ClientAbilities } from './context';
import { features } from './features/registry';

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

export function capabilitiesFor(client: ClientAbilities): ServerCapabilities {
  const own: ServerCapabilities = {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  return features.reduce((all, feature) => ({ ...all, ...feature.capabilities(client) }), own);
}
