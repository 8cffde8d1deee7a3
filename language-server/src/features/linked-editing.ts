import { nodeAt, type BlockStatement, type PartialBlockStatement, type Range } from '@prompthub/core';
import type { LinkedEditingRangeParams, LinkedEditingRanges } from 'vscode-languageserver';
import type { Context } from '../context';
import { toLspRange, touches } from '../ranges';

/** A name as it stands in an opening or closing tag. */
const NAME = '[^\\s{}()|="\'~#^>]+';

/** The names in the opening and the closing tag of a block: changing one changes the other. */
export function linkedEditing(
  context: Context,
  { textDocument, position }: LinkedEditingRangeParams,
): LinkedEditingRanges | null {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.kind !== 'prompt' || document.unreadable) return null;
  const { lines, text, tree } = document;
  const offset = lines.offsetAt(position);
  for (const node of nodeAt(tree, offset).reverse()) {
    if (node.type !== 'BlockStatement' && node.type !== 'PartialBlockStatement') continue;
    const ranges = namesOf(node, text);
    if (ranges.some((range) => touches(range, offset)))
      return { ranges: ranges.map((range) => toLspRange(lines, range)), wordPattern: NAME };
  }
  return null;
}

/** Both names; none when they differ, or when one of them is missing. */
function namesOf(node: BlockStatement | PartialBlockStatement, text: string): Range[] {
  const { closeRange } = node;
  const { range } = node.type === 'BlockStatement' ? node.path : node.name;
  if (!closeRange) return [];
  const name = text.slice(range.start, range.end);
  const start = text.indexOf(name, closeRange.start);
  const isName = name !== '' && new RegExp(`^${NAME}$`).test(name);
  if (!isName || start < 0 || start + name.length > closeRange.end) return [];
  return [range, { start, end: start + name.length }];
}
