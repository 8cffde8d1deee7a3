import { countNgrams, overlap, wordsOf } from './ngrams';
import type { ReferencedText } from './bleu';

export interface ChrfOptions {
  /** The longest n-grams of characters (6). */
  readonly characterOrder?: number;
  /** The longest n-grams of words (0); 2 makes it chrF++. */
  readonly wordOrder?: number;
  /** How much more recall counts than precision (2). */
  readonly beta?: number;
  readonly lowercase?: boolean;
  /** Whether white space counts as characters. */
  readonly whitespace?: boolean;
  /** The mean of each order's F, also of orders that a text is too short for, as chrF++.py and NLTK have it. */
  readonly epsilonSmoothing?: boolean;
}

/** Of one order: how many n-grams the text has, the reference has, and both have. */
interface OrderCounts {
  readonly text: number;
  readonly reference: number;
  readonly both: number;
}

/** sacreBLEU's: an order without n-grams, in place of 0. */
const EPSILON = 1e-16;

/**
 * chrF of a corpus, 0 to 100 (Popović 2015, https://aclanthology.org/W15-3049; chrF++: 2017, https://aclanthology.org/W17-4770)
 * as sacreBLEU 2 computes it. Of several references the one counts that fits the text best.
 */
export function corpusChrf(corpus: readonly ReferencedText[], options: ChrfOptions = {}): number {
  const sums = corpus
    .map(({ text, references }) => best(text, references, options))
    .reduce<readonly OrderCounts[]>((sum, counts) => counts.map((each, i) => add(each, sum[i])), []);
  return score(sums, options);
}

/** chrF of one text, 0 to 100. */
export function sentenceChrf(text: string, references: readonly string[], options: ChrfOptions = {}): number {
  return corpusChrf([{ text, references }], options);
}

function best(text: string, references: readonly string[], options: ChrfOptions): readonly OrderCounts[] {
  const candidates = references.map((reference) => countsOf(text, reference, options));
  return candidates.reduce((first, other) => (score(other, options) > score(first, options) ? other : first));
}

function countsOf(text: string, reference: string, options: ChrfOptions): OrderCounts[] {
  const { characterOrder = 6, wordOrder = 0, lowercase = false, whitespace = false } = options;
  const tokensOf = (raw: string) => {
    const line = lowercase ? raw.toLowerCase() : raw;
    return { characters: [...(whitespace ? line : line.replace(/\s+/g, ''))], words: splitWords(line) };
  };
  const own = tokensOf(text);
  const wanted = tokensOf(reference);
  return [
    ...ordersOf(own.characters, wanted.characters, characterOrder),
    ...ordersOf(own.words, wanted.words, wordOrder),
  ];
}

function ordersOf(text: readonly string[], reference: readonly string[], orders: number): OrderCounts[] {
  return Array.from({ length: orders }, (_, i) => ({
    text: Math.max(0, text.length - i),
    reference: Math.max(0, reference.length - i),
    both: overlap(countNgrams(text, i + 1), countNgrams(reference, i + 1)),
  }));
}

/** A word's last mark stands alone, or else its first (ASCII punctuation). */
function splitWords(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    const [, before, last] = /^(.+)([!-/:-@[-`{-~])$/su.exec(word) ?? [];
    if (before !== undefined && last !== undefined) return [before, last];
    const [, first, after] = /^([!-/:-@[-`{-~])(.+)$/su.exec(word) ?? [];
    return first !== undefined && after !== undefined ? [first, after] : [word];
  });
}

function add(one: OrderCounts, other: OrderCounts = { text: 0, reference: 0, both: 0 }): OrderCounts {
  return {
    text: one.text + other.text,
    reference: one.reference + other.reference,
    both: one.both + other.both,
  };
}

function score(counts: readonly OrderCounts[], { beta = 2, epsilonSmoothing = false }: ChrfOptions): number {
  if (epsilonSmoothing) {
    const each = counts.map(({ text, reference, both }) =>
      fScore(text > 0 ? both / text : EPSILON, reference > 0 ? both / reference : EPSILON, beta),
    );
    return (100 * sum(each)) / counts.length;
  }
  const effective = counts.filter(({ text, reference }) => text > 0 && reference > 0);
  if (effective.length === 0) return 0;
  const precision = sum(effective.map(({ text, both }) => both / text)) / effective.length;
  const recall = sum(effective.map(({ reference, both }) => both / reference)) / effective.length;
  return 100 * fScore(precision, recall, beta);
}

function fScore(precision: number, recall: number, beta: number): number {
  const weighted = beta ** 2 * precision + recall;
  return weighted > 0 ? ((1 + beta ** 2) * precision * recall) / weighted : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
