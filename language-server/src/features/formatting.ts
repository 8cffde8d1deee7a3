import { format } from '@prompthub/core';
import type { DocumentFormattingParams, TextEdit } from 'vscode-languageserver';
import type { Context } from '../context';
import { toLspRange } from '../ranges';

/** One edit that covers what differs, so that the cursor and the folds elsewhere stay where they are. */
export function formatting(context: Context, { textDocument }: DocumentFormattingParams): TextEdit[] {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.kind !== 'prompt' || document.unreadable) return [];
  const before = document.text;
  const after = format(before);
  if (after === before) return [];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const whole = outsidePairs(before, start, before.length - tail);
  const shift = { start: start - whole.start, end: whole.end - (before.length - tail) };
  const newText = after.slice(start - shift.start, after.length - tail + shift.end);
  return [{ range: toLspRange(document.lines, whole), newText }];
}

/** Moves the ends out of `\r\n` and of surrogate pairs, which no edit may split. */
function outsidePairs(text: string, start: number, end: number): { start: number; end: number } {
  const splits = (at: number): boolean =>
    (text[at - 1] === '\r' && text[at] === '\n') || /[\uD800-\uDBFF]/.test(text[at - 1] ?? '');
  return { start: splits(start) ? start - 1 : start, end: splits(end) ? end + 1 : end };
}
