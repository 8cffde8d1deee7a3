import {
  CodeActionKind,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DocumentDiagnosticRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  ExecuteCommandRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  LinkedEditingRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver';
import { codeActions } from './code-actions';
import { codeLenses } from './code-lens';
import { completion } from './completion';
import { completionResolve } from './completion-resolve';
import { definition } from './definition';
import { documentDiagnostics, workspaceDiagnostics } from './diagnostics';
import { documentHighlights } from './document-highlights';
import { documentSymbols } from './document-symbols';
import { executeCommand } from './execute-command';
import { feature, type Feature } from './feature';
import { foldingRanges } from './folding';
import { formatting } from './formatting';
import { hover } from './hover';
import { inlayHints } from './inlay-hints';
import { linkedEditing } from './linked-editing';
import { LAST_CHARACTER, onTypeFormatting } from './on-type-formatting';
import { rangeFormatting } from './range-formatting';
import { legend, semanticTokens, semanticTokensRange } from './semantic-tokens';
import { signatureHelp } from './signature-help';

const commands = ['prompthub.run', 'prompthub.test', 'prompthub.preview'];
const triggerCharacters = ['{', '#', '>', '.', '@', '/', '"', '(', ' ', ':', '='];
const codeActionKinds = [CodeActionKind.QuickFix, 'source.fixAll.prompthub'];

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
  feature(DocumentHighlightRequest.type, documentHighlights, { documentHighlightProvider: true }),
  feature(DocumentSymbolRequest.type, documentSymbols, { documentSymbolProvider: true }),
  feature(FoldingRangeRequest.type, foldingRanges, { foldingRangeProvider: true }),
  feature(DocumentFormattingRequest.type, formatting, { documentFormattingProvider: true }),
  feature(DocumentRangeFormattingRequest.type, rangeFormatting, { documentRangeFormattingProvider: true }),
  feature(DocumentOnTypeFormattingRequest.type, onTypeFormatting, {
    documentOnTypeFormattingProvider: { firstTriggerCharacter: LAST_CHARACTER },
  }),
  feature(CodeActionRequest.type, codeActions, { codeActionProvider: { codeActionKinds } }),
  feature(CodeLensRequest.type, codeLenses, { codeLensProvider: {} }),
  feature(InlayHintRequest.type, inlayHints, { inlayHintProvider: {} }),
  feature(SemanticTokensRequest.type, semanticTokens, {
    semanticTokensProvider: { legend, full: true, range: true },
  }),
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
