import type { Range } from '@prompthub/core';
import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { toRange } from '../ranges';
import { tokenHints } from './inlay-tokens';
import { typeHints } from './inlay-types';
import { valueHints } from './inlay-values';
import { verdictHints } from './inlay-verdicts';

/** One kind of hint; it looks itself whether it is wanted for such a document. */
export type HintSource = (
  context: Context,
  document: PromptDocument,
  range: Range,
) => InlayHint[] | Promise<InlayHint[]>;

const SOURCES: readonly HintSource[] = [typeHints, valueHints, tokenHints, verdictHints];

/** What is shown between the text: each source adds its own. */
export async function inlayHints(context: Context, params: InlayHintParams): Promise<InlayHint[]> {
  const document = context.documents.get(params.textDocument.uri);
  if (!document || document.unreadable) return [];
  const range = toRange(document.lines, params.range);
  const hints: InlayHint[] = [];
  for (const source of SOURCES) hints.push(...(await source(context, document, range)));
  return hints;
}
