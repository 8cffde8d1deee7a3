/** How often each n-gram occurs, by its tokens joined with line breaks (tokens are words, or single characters). */
export type NgramCounts = ReadonlyMap<string, number>;

export function countNgrams(tokens: readonly string[], n: number): NgramCounts {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i++) {
    const ngram = tokens.slice(i, i + n).join('\n');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams both have; each counts as often as in the one that has fewer of it ("clipped"). */
export function overlap(first: NgramCounts, second: NgramCounts): number {
  return [...first].reduce((sum, [ngram, count]) => sum + Math.min(count, second.get(ngram) ?? 0), 0);
}

/** Words between white space; none of an empty text. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
