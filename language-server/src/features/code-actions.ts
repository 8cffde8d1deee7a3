import { silences, type Diagnostic, type Fix, type TextEdit } from '@prompthub/core';
import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic as LspDiagnostic,
} from 'vscode-languageserver';
import { diagnosticsOf, prepare } from '../checks';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { overlaps, toRange } from '../ranges';
import { toLspDiagnostic } from './diagnostics';
import { refactorings } from './refactorings';
import { editOf } from './workspace-edit-of';

/** Each costs a look at the whole prompt, and who selects all of it wants something else. */
const MOST_TO_SILENCE = 20;

export const FIX_ALL = 'source.fixAll.prompthub';

/** A quick fix for every repair of the diagnostics in the range, ways to silence them, refactorings, and one action that applies all obvious fixes. */
export async function codeActions(context: Context, params: CodeActionParams): Promise<CodeAction[]> {
  const document = context.documents.get(params.textDocument.uri);
  if (!document) return [];
  const wanted = (kind: string) =>
    (params.context.only ?? [kind]).some((only) => `${kind}.`.startsWith(`${only}.`));
  await prepare(context, document);
  const all = diagnosticsOf(context, document);
  const range = toRange(document.lines, params.range);
  const here = all.filter((diagnostic) => overlaps(diagnostic.range, range));
  const actions: CodeAction[] = [];
  const canSilence = document.kind === 'prompt' && !document.unreadable && here.length <= MOST_TO_SILENCE;
  if (wanted(CodeActionKind.QuickFix))
    for (const diagnostic of here)
      actions.push(
        ...quickFixes(context, document, {
          diagnostic,
          fixes: [...diagnostic.fixes, ...(canSilence ? silences(document.tree, diagnostic) : [])],
          sent: params.context.diagnostics,
        }),
      );
  actions.push(...(await refactorings(context, document, { params, wanted })));
  const fixAll = wanted(FIX_ALL) && fixAllAction(context, document, all);
  if (fixAll) actions.push(fixAll);
  return actions;
}

interface Repairs {
  readonly diagnostic: Diagnostic;
  readonly fixes: readonly Fix[];
  /** The diagnostics that the client has on its screen. */
  readonly sent: readonly LspDiagnostic[];
}

function quickFixes(
  context: Context,
  document: PromptDocument,
  { diagnostic, fixes, sent }: Repairs,
): CodeAction[] {
  const own = toLspDiagnostic(context, document, diagnostic);
  const same = sent.find(
    ({ code, range }) => code === own.code && JSON.stringify(range) === JSON.stringify(own.range),
  );
  return fixes
    .filter((fix) => !fix.createFile || context.abilities.createFile)
    .map((fix) => ({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [same ?? own],
      isPreferred: fix.preferred,
      edit: editOf(context, document, fix),
    }));
}

function fixAllAction(
  context: Context,
  document: PromptDocument,
  diagnostics: readonly Diagnostic[],
): CodeAction | undefined {
  const edits: TextEdit[] = [];
  for (const { fixes } of diagnostics) {
    const fix = fixes.find(({ preferred, createFile }) => preferred && !createFile);
    if (fix && !fix.edits.some((edit) => edits.some((other) => overlaps(edit.range, other.range))))
      edits.push(...fix.edits);
  }
  if (edits.length === 0) return undefined;
  return {
    title: 'Fix all problems that have one obvious fix',
    kind: FIX_ALL,
    edit: editOf(context, document, { edits }),
  };
}
