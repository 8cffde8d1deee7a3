import { check } from '../check';
import type { Fix, TextEdit } from '../diagnostic';
import { applyEdits } from '../format/apply-edits';
import type { CheckOptions } from '../options';
import type { PromptTree } from '../syntax/tree';

/** More of one kind are repaired by asking again. */
const MOST = 100;

/**
 * Repairs every problem of one kind, one after the other: repairs of neighbours, such as the last two entries of a map, do not fit
 * together. `choose` says which of a problem's fixes is meant.
 */
export function repairAll(
  tree: PromptTree,
  code: string,
  { choose, ...options }: CheckOptions & { readonly choose: (fix: Fix) => boolean },
): { readonly edits: readonly TextEdit[]; readonly count: number } {
  let source = tree.source;
  for (let count = 0; ; count++) {
    const { diagnostics } = check(count === 0 ? tree : source, options);
    const fix = diagnostics
      .filter((diagnostic) => diagnostic.code === code)
      .flatMap(({ fixes }) => fixes.find((each) => choose(each) && !each.createFile) ?? [])[0];
    if (!fix || count === MOST) return { edits: difference(tree.source, source), count };
    source = applyEdits(
      source,
      fix.edits.toSorted((left, right) => left.range.start - right.range.start),
    );
  }
}

/** One edit, as short as it can be. */
function difference(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [{ range: { start, end: before.length - end }, newText: after.slice(start, after.length - end) }];
}
