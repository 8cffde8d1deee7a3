import type { Diagnostic } from '@prompthub/core';
import {
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Diagnostic as LspDiagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type PreviousResultId,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { diagnosticsOf, prepare, stampOf } from '../checks';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import { normalizeUri } from '../uri';

const MAX_WORKSPACE_FILES = 2000;

const severities: Record<Diagnostic['severity'], DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** `textDocument/diagnostic`: the same `resultId` means that nothing changed, and nothing is sent. */
export async function documentDiagnostics(
  context: Context,
  { textDocument, previousResultId }: DocumentDiagnosticParams,
): Promise<DocumentDiagnosticReport> {
  await context.workspace.ready;
  const document = context.documents.get(textDocument.uri);
  if (!document) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const resultId = stampOf(context, document);
  if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  await prepare(context, document);
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: lspDiagnosticsOf(context, document) };
}

/** `workspace/diagnostic`: the files that are not open; the open ones are asked for one by one. */
export async function workspaceDiagnostics(
  context: Context,
  { previousResultIds }: WorkspaceDiagnosticParams,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  await context.workspace.ready;
  const previous = new Map(
    previousResultIds.map(({ uri, value }: PreviousResultId) => [normalizeUri(uri), value]),
  );
  const files = [...context.workspace.prompts(), ...context.workspace.suites()].slice(0, MAX_WORKSPACE_FILES);
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  for (const uri of files) {
    if (token.isCancellationRequested) break;
    if (!context.documents.get(uri)) items.push(await closedFile(context, uri, previous.get(uri)));
  }
  return { items };
}

async function closedFile(
  context: Context,
  uri: string,
  previous: string | undefined,
): Promise<WorkspaceDocumentDiagnosticReport> {
  const resultId = `closed.${stampOf(context, { uri, version: 0 })}`;
  if (resultId === previous)
    return { kind: DocumentDiagnosticReportKind.Unchanged, uri, version: null, resultId };
  const document = await context.workspace.load(uri);
  if (document) await prepare(context, document);
  const items = document ? lspDiagnosticsOf(context, document) : [];
  return { kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId, items };
}

export function lspDiagnosticsOf(context: Context, document: PromptDocument): LspDiagnostic[] {
  return diagnosticsOf(context, document).map((diagnostic) => toLspDiagnostic(document, diagnostic));
}

export function toLspDiagnostic({ uri, lines }: PromptDocument, diagnostic: Diagnostic): LspDiagnostic {
  const { code, message, severity, range, tags, related } = diagnostic;
  return {
    code,
    message,
    source: 'prompthub',
    severity: severities[severity],
    range: toLspRange(lines, range),
    ...(tags && {
      tags: tags.map((tag) => (tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated)),
    }),
    ...(related && {
      relatedInformation: related.map((other) => ({
        message: other.message,
        location: { uri, range: toLspRange(lines, other.range) },
      })),
    }),
  };
}
