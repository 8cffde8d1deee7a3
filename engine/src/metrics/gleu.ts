import { countNgrams, overlap } from './ngrams';

const MAX_ORDER = 4;

/** A text and its references (at least one), in words. */
export interface ReferencedWords {
  readonly text: readonly string[];
  readonly references: readonly (readonly string[])[];
}

/**
 * Google's BLEU of a corpus, 0 to 1 (Wu et al. 2016, https://arxiv.org/abs/1609.08144, section 4.1), as NLTK computes it: of all 1- to
 * 4-grams together, the lesser of precision and recall. Of several references the best one counts.
 */
export function corpusGleu(corpus: readonly ReferencedWords[]): number {
  let [matches, all] = [0, 0];
  for (const { text, references } of corpus) {
    const best = references
      .map((reference) => matchesOf(text, reference))
      .reduce((first, other) => (rate(other) > rate(first) ? other : first), { matches: 0, all: 0 });
    matches += best.matches;
    all += best.all;
  }
  return rate({ matches, all });
}

interface Matches {
  readonly matches: number;
  readonly all: number;
}

function matchesOf(text: readonly string[], reference: readonly string[]): Matches {
  let matches = 0;
  for (let n = 1; n <= MAX_ORDER; n++) matches += overlap(countNgrams(text, n), countNgrams(reference, n));
  return { matches, all: Math.max(ngramsIn(text.length), ngramsIn(reference.length)) };
}

function ngramsIn(words: number): number {
  let sum = 0;
  for (let n = 1; n <= MAX_ORDER; n++) sum += Math.max(0, words - n + 1);
  return sum;
}

/** 0 for what has no n-grams at all. */
function rate({ matches, all }: Matches): number {
  return all > 0 ? matches / all : 0;
}
