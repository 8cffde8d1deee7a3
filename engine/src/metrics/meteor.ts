import { stem } from './porter-stemmer';

/** How much more recall counts than precision, and how words in another order are punished: NLTK's and METEOR 1.0's. */
const ALPHA = 0.9;
const BETA = 3;
const GAMMA = 0.5;

/** Places of a word in the text and in the reference. */
type Match = readonly [text: number, reference: number];

/**
 * METEOR of a text, 0 to 1 (Banerjee and Lavie 2005, https://aclanthology.org/W05-0909), as NLTK computes it, in its first two stages: words that
 * are equal, then words of one stem; synonyms are not looked for. Of several references the best one counts. Words are given in lower case.
 */
export function meteor(text: readonly string[], references: readonly (readonly string[])[]): number {
  return Math.max(0, ...references.map((reference) => scoreOf(text, reference)));
}

function scoreOf(text: readonly string[], reference: readonly string[]): number {
  const equal = align(text, reference, []);
  const matches = [...equal, ...align(text.map(stem), reference.map(stem), equal)];
  if (matches.length === 0) return 0;
  const [precision, recall] = [matches.length / text.length, matches.length / reference.length];
  const mean = (precision * recall) / (ALPHA * precision + (1 - ALPHA) * recall);
  return mean * (1 - GAMMA * (chunksOf(matches) / matches.length) ** BETA);
}

/** From the last word on, each with the last equal one that is left. */
function align(text: readonly string[], reference: readonly string[], taken: readonly Match[]): Match[] {
  const [usedText, usedReference] = [new Set(taken.map(([i]) => i)), new Set(taken.map(([, j]) => j))];
  const matches: Match[] = [];
  for (let i = text.length - 1; i >= 0; i--) {
    if (usedText.has(i)) continue;
    const j = reference.findLastIndex((word, place) => word === text[i] && !usedReference.has(place));
    if (j < 0) continue;
    usedReference.add(j);
    matches.push([i, j]);
  }
  return matches;
}

/** Runs of words that stand in the same order, one after the other, on both sides. */
function chunksOf(matches: readonly Match[]): number {
  const sorted = [...matches].sort(([a], [b]) => a - b);
  return sorted.filter(([text, reference], place) => {
    const before = sorted[place - 1];
    return before === undefined || before[0] !== text - 1 || before[1] !== reference - 1;
  }).length;
}
