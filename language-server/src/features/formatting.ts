import { formatEdits, type Range } from '@prompthub/core';
import type { DocumentFormattingParams, TextEdit } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';

/** The usual form of a whole prompt, by small edits, so that cursors and folds elsewhere stay where they are. */
export function formatting(context: Context, { textDocument }: DocumentFormattingParams): TextEdit[] {
  const document = context.documents.get(textDocument.uri);
  return document ? editsOf(document) : [];
}

/** All of the edits stand inside of the range. */
export function editsOf(document: PromptDocument, range?: Range): TextEdit[] {
  if (document.kind !== 'prompt' || document.unreadable) return [];
  return formatEdits(document.text, range).map(({ range: place, newText }) => ({
    range: toLspRange(document.lines, place),
    newText,
  }));
}
