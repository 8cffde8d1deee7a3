import type { CancellationToken, Location, ReferenceParams } from 'vscode-languageserver';
import type { Context } from '../context';
import { occurrencesOf } from '../navigation/occurrences';
import { symbolAt } from '../navigation/symbol';
import { toLspRange } from '../ranges';

/**
 * Where a variable is declared, given values (defaults, tests, arguments of a partial's callers) and read; who includes a
 * partial; who names a prompt.
 */
export async function references(
  context: Context,
  { textDocument, position, context: { includeDeclaration } }: ReferenceParams,
  token?: CancellationToken,
): Promise<Location[]> {
  const document = context.documents.get(textDocument.uri);
  if (!document) return [];
  await context.workspace.ready;
  const found = await symbolAt(context, document, document.lines.offsetAt(position));
  if (!found) return [];
  const occurrences = await occurrencesOf(context, found.symbol, token);
  return occurrences
    .filter(({ role }) => includeDeclaration || role !== 'declaration')
    .map(({ document: { uri, lines }, range }) => ({ uri, range: toLspRange(lines, range) }));
}
