import { countNgrams, overlap, wordsOf, type NgramCounts } from './ngrams';
import { tokenize13a } from './tokenize-13a';

const MAX_ORDER = 4;

export interface BleuOptions {
  readonly lowercase?: boolean;
  /** `none` takes the text as tokenized: words between white space. */
  readonly tokenize?: '13a' | 'none';
  /** Only the orders that the text is long enough for. Usual for sentences, not for a corpus. */
  readonly effectiveOrder?: boolean;
}

export interface Bleu {
  /** 0 to 100. */
  readonly score: number;
  /** Of 1- to 4-grams, 0 to 100, smoothed. */
  readonly precisions: readonly number[];
  /** 0 to 1: below 1 when the texts are shorter than their references. */
  readonly brevityPenalty: number;
  /** In tokens. */
  readonly length: number;
  /** In tokens, of the reference nearest in length to each text. */
  readonly referenceLength: number;
}

/** A text and the references that it is compared with (at least one). */
export interface ReferencedText {
  readonly text: string;
  readonly references: readonly string[];
}

/**
 * BLEU of a corpus (Papineni et al. 2002, https://aclanthology.org/P02-1040) as sacreBLEU computes it (Post 2018,
 * https://aclanthology.org/W18-6319): tokenizer 13a, smoothing "exp" (the n-th order without a match counts as 1/2^n match).
 */
export function corpusBleu(corpus: readonly ReferencedText[], options: BleuOptions = {}): Bleu {
  const matches = new Array<number>(MAX_ORDER).fill(0);
  const totals = new Array<number>(MAX_ORDER).fill(0);
  let length = 0;
  let referenceLength = 0;
  for (const { text, references } of corpus) {
    const tokens = tokensOf(text, options);
    const referenceTokens = references.map((reference) => tokensOf(reference, options));
    length += tokens.length;
    referenceLength += nearestLength(tokens.length, referenceTokens);
    for (let n = 1; n <= MAX_ORDER; n++) {
      const wanted = most(referenceTokens.map((reference) => countNgrams(reference, n)));
      matches[n - 1]! += overlap(countNgrams(tokens, n), wanted);
      totals[n - 1]! += Math.max(0, tokens.length - n + 1);
    }
  }
  const brevityPenalty =
    length >= referenceLength ? 1 : length > 0 ? Math.exp(1 - referenceLength / length) : 0;
  const precisions = smoothed(matches, totals);
  const order = options.effectiveOrder ? totals.filter((total) => total > 0).length : MAX_ORDER;
  const score = brevityPenalty * geometricMean(precisions.slice(0, order));
  return { score, precisions, brevityPenalty, length, referenceLength };
}

/** BLEU of one text, by the orders that it is long enough for. */
export function sentenceBleu(
  text: string,
  references: readonly string[],
  options: Omit<BleuOptions, 'effectiveOrder'> = {},
): Bleu {
  return corpusBleu([{ text, references }], { ...options, effectiveOrder: true });
}

function tokensOf(text: string, { lowercase, tokenize }: BleuOptions): string[] {
  const line = (lowercase ? text.toLowerCase() : text).trimEnd();
  return tokenize === 'none' ? wordsOf(line) : tokenize13a(line);
}

/** The shorter one of two that are equally near. */
function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length);
  return lengths.reduce((nearest, candidate) => {
    const gain = Math.abs(nearest - length) - Math.abs(candidate - length);
    return gain > 0 || (gain === 0 && candidate < nearest) ? candidate : nearest;
  }, Infinity);
}

/** Each n-gram as often as in the reference that has most of it. */
function most(references: readonly NgramCounts[]): NgramCounts {
  const counts = new Map<string, number>();
  for (const [ngram, count] of references.flatMap((reference) => [...reference]))
    counts.set(ngram, Math.max(count, counts.get(ngram) ?? 0));
  return counts;
}

function smoothed(matches: readonly number[], totals: readonly number[]): number[] {
  // Nothing in common is 0, however it is smoothed.
  if (matches.every((count) => count === 0)) return matches.map(() => 0);
  let halved = 1;
  return matches.map((count, i) => {
    const total = totals[i] ?? 0;
    if (total === 0) return 0;
    if (count === 0) halved *= 2;
    return (100 * (count === 0 ? 1 / halved : count)) / total;
  });
}

function geometricMean(values: readonly number[]): number {
  if (values.length === 0 || values.includes(0)) return 0;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
