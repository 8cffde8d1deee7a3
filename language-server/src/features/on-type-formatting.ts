import type { Range } from '@prompthub/core';
import type { DocumentOnTypeFormattingParams, TextEdit } from 'vscode-languageserver';
import type { Context } from '../context';
import { editsOf } from './formatting';

/** The last character of a tag: what is typed before it can still become something else. */
export const LAST_CHARACTER = '}';

/** Formats the tag that was closed just now. */
export function onTypeFormatting(
  context: Context,
  { textDocument, position }: DocumentOnTypeFormattingParams,
): TextEdit[] {
  const document = context.documents.get(textDocument.uri);
  const tag = document && tagBefore(document.text, document.lines.offsetAt(position));
  return tag ? editsOf(document, tag) : [];
}

/** The braces that end at an offset, with what is between them. */
function tagBefore(text: string, end: number): Range | undefined {
  let start = text.lastIndexOf('{{', end);
  const close = text.indexOf('}}', start);
  if (start === -1 || close === -1 || !/^\}{2,4}$/.test(text.slice(close, end))) return undefined;
  while (text[start - 1] === '{') start--;
  return { start, end };
}
