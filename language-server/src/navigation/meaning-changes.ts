import { applyEdits, shifted, type Edit } from './edits';
import { isSameMeaning, namesIn, type Meaning } from './names-in';
import type { BlockParam, Property } from './occurrences';
import { PromptDocument } from '../documents';

/**
 * Reads the prompt again as it would be after a rename. The offset of the first name that would then mean something else, or
 * be another's; undefined when all keep their meaning.
 */
export function meaningChanges(
  symbol: Property | BlockParam,
  newName: string,
  edits: readonly Edit[],
): number | undefined {
  const { prompt } = symbol;
  const renamed = new PromptDocument(prompt.uri, prompt.version, applyEdits(prompt.text, edits));
  const after = new Map(namesIn(renamed).map((place) => [place.range.start, place.meaning]));
  const before = namesIn(prompt);
  for (const { range, meaning } of before) {
    const found = after.get(shifted(range.start, edits));
    if (!found || !isSameMeaning(found, expected(meaning, { symbol, newName, edits }))) return range.start;
  }
  return after.size === before.length ? undefined : 0;
}

function expected(
  meaning: Meaning,
  { symbol, newName, edits }: { symbol: Property | BlockParam; newName: string; edits: readonly Edit[] },
): Meaning {
  if (meaning.kind === 'block-param') {
    const start = shifted(meaning.declaration.start, edits);
    const isRenamed = symbol.kind === 'block-param' && meaning.declaration.start === symbol.declaration.start;
    const length = isRenamed ? newName.length : meaning.declaration.end - meaning.declaration.start;
    return { kind: 'block-param', declaration: { start, end: start + length } };
  }
  if (symbol.kind !== 'property') return meaning;
  const isBelow = symbol.path.every((step, index) => meaning.path[index] === step);
  if (!isBelow) return meaning;
  return {
    kind: 'property',
    path: [...symbol.path.slice(0, -1), newName, ...meaning.path.slice(symbol.path.length)],
  };
}
