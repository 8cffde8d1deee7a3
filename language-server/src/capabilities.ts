import {
  MarkupKind,
  TextDocumentSyncKind,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { ClientAbilities } from './context';
import type { PositionEncoding } from './encoding';
import { features } from './features/registry';

/** What the client can do. Whatever it does not mention, it cannot. */
export function abilitiesOf({ capabilities, initializationOptions }: InitializeParams): ClientAbilities {
  const { textDocument, workspace, general } = capabilities;
  const operations = workspace?.workspaceEdit?.resourceOperations;
  return {
    positionEncoding: positionEncodingOf(general?.positionEncodings),
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    markdown: [
      textDocument?.hover?.contentFormat,
      textDocument?.completion?.completionItem?.documentationFormat,
      textDocument?.signatureHelp?.signatureInformation?.documentationFormat,
    ].some((formats) => formats?.includes(MarkupKind.Markdown)),
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    codeDescriptions:
      textDocument?.publishDiagnostics?.codeDescriptionSupport ??
      textDocument?.diagnostic?.codeDescriptionSupport ??
      false,
    diagnosticRefresh: workspace?.diagnostics?.refreshSupport ?? false,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport ?? false,
    inlayHintResolve: textDocument?.inlayHint?.resolveSupport?.properties.includes('tooltip') ?? false,
    codeLensRefresh: workspace?.codeLens?.refreshSupport ?? false,
    configuration: workspace?.configuration ?? false,
    watchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    createFile: operations?.includes('create') ?? false,
    renameFile: operations?.includes('rename') ?? false,
    prepareRename: textDocument?.rename?.prepareSupport ?? false,
    codeActionResolve:
      textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true &&
      textDocument.codeAction.dataSupport === true,
    disabledActions: textDocument?.codeAction?.disabledSupport ?? false,
    definitionLinks: textDocument?.definition?.linkSupport ?? false,
    documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
    executeCommands: says(initializationOptions, 'executeCommands'),
    ownCommands: says(initializationOptions, 'ownCommands'),
    trusted: says(initializationOptions, 'trusted'),
  };
}

export function capabilitiesFor(client: ClientAbilities): ServerCapabilities {
  const own: ServerCapabilities = {
    positionEncoding: client.positionEncoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  return features.reduce((all, feature) => merged(all, feature.capabilities(client)), own);
}

/** Several features may have something to say below `workspace`. */
function merged(all: ServerCapabilities, more: Partial<ServerCapabilities>): ServerCapabilities {
  return { ...all, ...more, workspace: { ...all.workspace, ...more.workspace } };
}

/** The first of the client's encodings that we know; the most wanted stands first. Every client knows UTF-16. */
function positionEncodingOf(wanted: readonly string[] = []): PositionEncoding {
  return wanted.find((each): each is PositionEncoding => each === 'utf-8' || each === 'utf-16') ?? 'utf-16';
}

function says(options: unknown, name: string): boolean {
  return (
    typeof options === 'object' && options !== null && new Map(Object.entries(options)).get(name) === true
  );
}
