import type { Range } from '@prompthub/core';
import { TextEdit, type DocumentOnTypeFormattingParams } from 'vscode-languageserver';
import { closingTag } from '../completion/closing-tag';
import type { Context } from '../context';
import { editsOf } from './formatting';

/** The last character of a tag: what is typed before it can still become something else. */
export const LAST_CHARACTER = '}';

/** Formats the tag that was closed just now. When it opens a block, the block's end comes behind it, unless it is there. */
export function onTypeFormatting(
  context: Context,
  { textDocument, position }: DocumentOnTypeFormattingParams,
): TextEdit[] {
  const document = context.documents.get(textDocument.uri);
  const offset = document?.lines.offsetAt(position) ?? 0;
  const tag = document && tagBefore(document.text, offset);
  if (!tag) return [];
  const end = document.kind === 'prompt' && !document.unreadable ? closingTag(document, offset) : undefined;
  return [...editsOf(document, tag), ...(end === undefined ? [] : [TextEdit.insert(position, end)])];
}

/** The braces that end at an offset, with what is between them. */
function tagBefore(text: string, end: number): Range | undefined {
  let start = text.lastIndexOf('{{', end - 1);
  const close = text.indexOf('}}', start);
  if (start === -1 || close === -1 || !/^\}{2,4}$/.test(text.slice(close, end))) return undefined;
  while (text[start - 1] === '{') start--;
  return { start, end };
}
