import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  CodeActionKind,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DocumentDiagnosticRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  ExecuteCommandRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  InlayHintResolveRequest,
  LinkedEditingRangeRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  WillRenameFilesRequest,
  WorkspaceDiagnosticRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './call-hierarchy';
import { codeActions } from './code-actions';
import { codeLenses } from './code-lens';
import { completion } from './completion';
import { completionResolve } from './completion-resolve';
import { definition } from './definition';
import { documentDiagnostics, workspaceDiagnostics } from './diagnostics';
import { documentHighlights } from './document-highlights';
import { documentLinks } from './document-links';
import { documentSymbols } from './document-symbols';
import { executeCommand } from './execute-command';
import { feature, type Feature } from './feature';
import { foldingRanges } from './folding';
import { formatting } from './formatting';
import { hover } from './hover';
import { resolveInlayHint } from './inlay-token-tooltip';
import { inlayHints } from './inlay-hints';
import { linkedEditing } from './linked-editing';
import { LAST_CHARACTER, onTypeFormatting } from './on-type-formatting';
import { rangeFormatting } from './range-formatting';
import { resolveCodeAction } from './refactorings';
import { references } from './references';
import { prepareRename, rename } from './rename';
import { selectionRanges } from './selection-ranges';
import { legend, semanticTokens, semanticTokensDelta, semanticTokensRange } from './semantic-tokens';
import { signatureHelp } from './signature-help';
import { renamedFiles, willRenameFiles } from './will-rename-files';
import { workspaceSymbols } from './workspace-symbols';

const commands = ['prompthub.run', 'prompthub.test', 'prompthub.preview'];
const triggerCharacters = ['{', '#', '>', '.', '@', '/', '"', '(', ' ', ':', '='];
const codeActionKinds = [
  CodeActionKind.QuickFix,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.RefactorRewrite,
  'source.fixAll.prompthub',
];

/** Every request of the protocol that we serve: a line each, and whatever the client must know of it beforehand. */
export const features: readonly Feature[] = [
  feature(CompletionRequest.type, completion, {
    completionProvider: { triggerCharacters, resolveProvider: true },
  }),
  feature(CompletionResolveRequest.type, completionResolve),
  feature(SignatureHelpRequest.type, signatureHelp, {
    signatureHelpProvider: { triggerCharacters: [' ', '=', '('], retriggerCharacters: [')'] },
  }),
  feature(LinkedEditingRangeRequest.type, linkedEditing, { linkedEditingRangeProvider: true }),
  feature(HoverRequest.type, hover, { hoverProvider: true }),
  feature(DefinitionRequest.type, definition, { definitionProvider: true }),
  feature(ReferencesRequest.type, references, { referencesProvider: true }),
  feature(PrepareRenameRequest.type, prepareRename),
  feature(RenameRequest.type, rename, ({ prepareRename: asks }) => ({
    renameProvider: asks ? { prepareProvider: true } : true,
  })),
  feature(WillRenameFilesRequest.type, willRenameFiles, {
    workspace: { fileOperations: { willRename: renamedFiles, didRename: renamedFiles } },
  }),
  feature(CallHierarchyPrepareRequest.type, prepareCallHierarchy, { callHierarchyProvider: true }),
  feature(CallHierarchyIncomingCallsRequest.type, incomingCalls),
  feature(CallHierarchyOutgoingCallsRequest.type, outgoingCalls),
  feature(WorkspaceSymbolRequest.type, workspaceSymbols, { workspaceSymbolProvider: true }),
  feature(DocumentLinkRequest.type, documentLinks, { documentLinkProvider: {} }),
  feature(SelectionRangeRequest.type, selectionRanges, { selectionRangeProvider: true }),
  feature(DocumentHighlightRequest.type, documentHighlights, { documentHighlightProvider: true }),
  feature(DocumentSymbolRequest.type, documentSymbols, { documentSymbolProvider: true }),
  feature(FoldingRangeRequest.type, foldingRanges, { foldingRangeProvider: true }),
  feature(DocumentFormattingRequest.type, formatting, { documentFormattingProvider: true }),
  feature(DocumentRangeFormattingRequest.type, rangeFormatting, { documentRangeFormattingProvider: true }),
  feature(DocumentOnTypeFormattingRequest.type, onTypeFormatting, {
    documentOnTypeFormattingProvider: { firstTriggerCharacter: LAST_CHARACTER },
  }),
  feature(CodeActionRequest.type, codeActions, {
    codeActionProvider: { codeActionKinds, resolveProvider: true },
  }),
  feature(CodeActionResolveRequest.type, resolveCodeAction),
  feature(
    CodeLensRequest.type,
    codeLenses,
    // A lens whose command nobody runs is a button that does nothing.
    ({ executeCommands, ownCommands }) => (executeCommands || ownCommands) && { codeLensProvider: {} },
  ),
  feature(InlayHintRequest.type, inlayHints, { inlayHintProvider: { resolveProvider: true } }),
  feature(InlayHintResolveRequest.type, resolveInlayHint),
  feature(SemanticTokensRequest.type, semanticTokens, {
    semanticTokensProvider: { legend, full: { delta: true }, range: true },
  }),
  feature(SemanticTokensDeltaRequest.type, semanticTokensDelta),
  feature(SemanticTokensRangeRequest.type, semanticTokensRange),
  feature(
    DocumentDiagnosticRequest.type,
    documentDiagnostics,
    ({ pullDiagnostics }) =>
      pullDiagnostics && {
        diagnosticProvider: {
          identifier: 'prompthub',
          interFileDependencies: true,
          workspaceDiagnostics: true,
        },
      },
  ),
  feature(WorkspaceDiagnosticRequest.type, workspaceDiagnostics),
  feature(
    ExecuteCommandRequest.type,
    executeCommand,
    (client) => client.executeCommands && { executeCommandProvider: { commands } },
  ),
];
