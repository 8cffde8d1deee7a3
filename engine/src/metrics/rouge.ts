import { ratesOf, type Rates } from './f-measure';
import { countNgrams, overlap, wordsOf } from './ngrams';
import { stem } from './porter-stemmer';

export interface RougeOptions {
  /** Words of more than three letters are compared by their stems. */
  readonly stemmer?: boolean;
  /** In place of `rouge-score`'s own words. */
  readonly tokenize?: (text: string) => readonly string[];
}

/**
 * ROUGE-N (Lin 2004, https://aclanthology.org/W04-1013) as Google's `rouge-score` computes it: words are runs of a-z and
 * 0-9 in lower case, so that other scripts have none.
 */
export function rougeN(text: string, reference: string, options: RougeOptions & { n: number }): Rates {
  const own = countNgrams(tokensOf(text, options), options.n);
  const wanted = countNgrams(tokensOf(reference, options), options.n);
  return ratesOf(overlap(own, wanted), sizeOf(own), sizeOf(wanted));
}

/** ROUGE-L: the longest common subsequence of the whole texts. */
export function rougeL(text: string, reference: string, options: RougeOptions = {}): Rates {
  const own = tokensOf(text, options);
  const wanted = tokensOf(reference, options);
  return ratesOf(commonLength(wanted, own), own.length, wanted.length);
}

/** ROUGE-Lsum: sentence by sentence, each on a line of its own. */
export function rougeLsum(text: string, reference: string, options: RougeOptions = {}): Rates {
  const own = linesOf(text, options);
  const wanted = linesOf(reference, options);
  // No word counts more often than it is there, as in ROUGE-1.5.5; the paper does not say so.
  const left = [countNgrams(own.flat(), 1), countNgrams(wanted.flat(), 1)].map((counts) => new Map(counts));
  let hits = 0;
  for (const line of wanted) {
    const found = new Set(own.flatMap((candidate) => commonSubsequence(line, candidate)));
    for (const token of [...found].sort((a, b) => a - b).map((index) => line[index] ?? '')) {
      if (left.some((counts) => !counts.get(token))) continue;
      hits++;
      for (const counts of left) counts.set(token, (counts.get(token) ?? 0) - 1);
    }
  }
  return ratesOf(hits, own.flat().length, wanted.flat().length);
}

function tokensOf(text: string, { stemmer, tokenize = asciiWords }: RougeOptions): readonly string[] {
  const words = tokenize(text);
  return stemmer ? words.map((word) => (word.length > 3 ? stem(word) : word)) : words;
}

function asciiWords(text: string): string[] {
  return wordsOf(text.toLowerCase().replace(/[^a-z0-9]+/g, ' '));
}

function linesOf(text: string, options: RougeOptions): (readonly string[])[] {
  return text.split('\n').map((line) => tokensOf(line, options));
}

function sizeOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Of the longest common subsequence; two rows of the table do, where nobody asks which words it has. */
function commonLength(wanted: readonly string[], own: readonly string[]): number {
  let [above, row] = [new Uint32Array(own.length + 1), new Uint32Array(own.length + 1)];
  for (const word of wanted) {
    for (let j = 1; j <= own.length; j++)
      row[j] = word === own[j - 1] ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, row[j - 1] ?? 0);
    [above, row] = [row, above];
  }
  return above[own.length] ?? 0;
}

/** Indices in `wanted` of one longest common subsequence; of several the one that ROUGE-1.5.5 walks back to. */
function commonSubsequence(wanted: readonly string[], own: readonly string[]): number[] {
  const width = own.length + 1;
  const lengths = new Uint32Array((wanted.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = 1; i <= wanted.length; i++) {
    for (let j = 1; j <= own.length; j++)
      lengths[i * width + j] =
        wanted[i - 1] === own[j - 1] ? at(i - 1, j - 1) + 1 : Math.max(at(i - 1, j), at(i, j - 1));
  }
  const indices: number[] = [];
  for (let i = wanted.length, j = own.length; i > 0 && j > 0;) {
    if (wanted[i - 1] === own[j - 1]) {
      indices.push(--i);
      j--;
    } else if (at(i, j - 1) > at(i - 1, j)) j--;
    else i--;
  }
  return indices.reverse();
}
