import {
  DocumentHighlightKind,
  type DocumentHighlight,
  type DocumentHighlightParams,
} from 'vscode-languageserver';
import type { Context } from '../context';
import { referenceTarget, targetAt } from '../language/target';
import { toLspRange } from '../ranges';

/** Every use of the variable under the cursor, and its declaration. */
export function documentHighlights(
  context: Context,
  { textDocument, position }: DocumentHighlightParams,
): DocumentHighlight[] {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.kind !== 'prompt' || document.unreadable) return [];
  const { analysis, lines } = document;
  const target = targetAt(document, lines.offsetAt(position));
  if (target?.kind !== 'variable' || !target.declaration) return [];
  const { declaration } = target;
  const found: DocumentHighlight[] = [
    { range: toLspRange(lines, declaration), kind: DocumentHighlightKind.Write },
  ];
  for (const reference of analysis.references) {
    for (const { range } of reference.node.parts) {
      const other = referenceTarget(document, reference, range.end);
      if (other?.kind === 'variable' && other.declaration?.start === declaration.start)
        found.push({ range: toLspRange(lines, range), kind: DocumentHighlightKind.Read });
    }
  }
  return found;
}
