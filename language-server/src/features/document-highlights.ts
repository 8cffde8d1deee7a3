import {
  DocumentHighlightKind,
  type DocumentHighlight,
  type DocumentHighlightParams,
} from 'vscode-languageserver';
import type { Context } from '../context';
import { occurrencesHere } from '../navigation/occurrences';
import { symbolAt } from '../navigation/symbol';
import { toLspRange } from '../ranges';

/** Every place of this file where what is under the cursor is written: where it gets a value, and where it is read. */
export async function documentHighlights(
  context: Context,
  { textDocument, position }: DocumentHighlightParams,
): Promise<DocumentHighlight[]> {
  const document = context.documents.get(textDocument.uri);
  if (!document) return [];
  await context.workspace.ready;
  const found = await symbolAt(context, document, document.lines.offsetAt(position));
  if (!found) return [];
  return occurrencesHere(context, document, found.symbol).map(({ range, role }) => ({
    range: toLspRange(document.lines, range),
    kind: role === 'use' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
  }));
}
