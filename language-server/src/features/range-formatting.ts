import type { DocumentRangeFormattingParams, TextEdit } from 'vscode-languageserver';
import type { Context } from '../context';
import { toRange } from '../ranges';
import { editsOf } from './formatting';

/** The tags and lines that are selected as a whole. */
export function rangeFormatting(
  context: Context,
  { textDocument, range }: DocumentRangeFormattingParams,
): TextEdit[] {
  const document = context.documents.get(textDocument.uri);
  return document ? editsOf(document, toRange(document.lines, range)) : [];
}
