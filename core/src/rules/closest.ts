/** A suggestion is a kindness: it may not cost seconds. */
const MAX_CANDIDATES = 2000;

/** The candidate that `word` was most likely meant to be; undefined when none is near. Case counts little. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  // Any letter is one edit away from any other: of those, only the case can be wrong.
  const limit = word.length < 2 ? 0 : Math.max(1, Math.floor(word.length / 3));
  const wanted = word.toLowerCase();
  const letters = lettersOf(wanted);
  let best: string | undefined;
  let bestDistance = limit + 1;
  let tried = 0;
  for (const candidate of candidates) {
    if (++tried > MAX_CANDIDATES) break;
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const lower = candidate.toLowerCase();
    // Each edit changes two letters at most, and counting letters is far quicker than editing.
    if (countBits(letters ^ lettersOf(lower)) > 2 * (bestDistance - 1)) continue;
    const distance = editDistance(wanted, lower, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Which letters a word has, as bits; some letters share one. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); `limit` when not fewer. */
export function editDistance(from: string, to: string, limit = Infinity): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      let least = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) >= limit) return limit;
    before = previous;
    previous = row;
  }
  return previous[to.length] ?? 0;
}
