import type { Diagnostic, RelatedInformation } from '@prompthub/core';
import {
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Diagnostic as LspDiagnostic,
  type DiagnosticRelatedInformation,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type PreviousResultId,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { diagnosticsOf, prepare, stampOf } from '../checks';
import type { Context } from '../context';
import { explanationOf } from '../diagnostics-reference';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import { normalizeUri } from '../uri';

/** The editor waits no longer than this for other answers while the workspace is checked. */
const LONGEST_STRETCH_MS = 10;
/** As many reports go to a client that takes them piece by piece. */
const CHUNK = 200;

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

/**
 * `workspace/diagnostic`: the files that are not open; the open ones are asked for one by one. Whatever the client knew of
 * files that have gone is taken back. Other requests are served meanwhile.
 */
export async function workspaceDiagnostics(
  context: Context,
  { previousResultIds, partialResultToken }: WorkspaceDiagnosticParams,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  await context.workspace.ready;
  const previous = new Map(previousResultIds.map((each: PreviousResultId) => [normalizeUri(each.uri), each]));
  const files = [...context.workspace.prompts(), ...context.workspace.suites()];
  let items = [...gone(context, previous, new Set(files))];
  let pauseAt = performance.now() + LONGEST_STRETCH_MS;
  for (const uri of files) {
    if (performance.now() > pauseAt) {
      await new Promise((resolve) => setTimeout(resolve));
      pauseAt = performance.now() + LONGEST_STRETCH_MS;
    }
    if (token.isCancellationRequested) break;
    if (!context.documents.get(uri)) items.push(await closedFile(context, uri, previous.get(uri)?.value));
    if (partialResultToken === undefined || items.length < CHUNK) continue;
    context.client.notify('$/progress', { token: partialResultToken, value: { items } });
    items = [];
  }
  return { items };
}

function* gone(
  { documents }: Context,
  previous: ReadonlyMap<string, PreviousResultId>,
  files: ReadonlySet<string>,
): Generator<WorkspaceDocumentDiagnosticReport> {
  for (const [key, { uri }] of previous)
    if (!files.has(key) && !documents.get(key))
      yield { kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] };
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
  return diagnosticsOf(context, document).map((diagnostic) => toLspDiagnostic(context, document, diagnostic));
}

export function toLspDiagnostic(
  context: Context,
  document: PromptDocument,
  { code, message, severity, range, tags, related }: Diagnostic,
): LspDiagnostic {
  const { abilities, diagnosticsReference: reference } = context;
  const href = reference && abilities.codeDescriptions ? explanationOf(code, reference) : undefined;
  return {
    code,
    message,
    source: 'prompthub',
    severity: severities[severity],
    range: toLspRange(document.lines, range),
    ...(href !== undefined && { codeDescription: { href } }),
    ...(tags && {
      tags: tags.map((tag) => (tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated)),
    }),
    ...(related && { relatedInformation: related.flatMap((each) => placed(each, document, context)) }),
  };
}

function placed(
  { partial, range, message }: RelatedInformation,
  document: PromptDocument,
  { workspace }: Context,
): DiagnosticRelatedInformation[] {
  const uri = partial === undefined ? document.uri : workspace.partialUris(document.uri)?.get(partial);
  const holder = partial === undefined ? document : uri && workspace.partialAt(uri);
  return uri && holder ? [{ message, location: { uri, range: toLspRange(holder.lines, range) } }] : [];
}
