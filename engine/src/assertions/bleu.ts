import { countNgrams, overlap, wordsOf } from '../metrics/ngrams';
import { textMetric } from './text-metric';

const MAX_ORDER = 4;
/** In place of a precision of 0, whose logarithm there is not. */
const FLOOR = 1e-7;

/**
 * BLEU of one text (Papineni et al. 2002) as promptfoo has it: words in lower case by white space, the orders that the text is long
 * enough for, each matched with the reference that fits best. `sentenceBleu` is sacreBLEU's, with its tokens and smoothing.
 */
export const bleu = textMetric({
  type: 'bleu',
  name: 'BLEU',
  threshold: 0.5,
  about: 'BLEU: the 1- to 4-grams of the output that stand in the text.',
  score(output, references) {
    const words = wordsOf(output.toLowerCase());
    if (words.length === 0) return 0;
    const wanted = references.map((reference) => wordsOf(reference.toLowerCase()));
    const orders = Math.min(MAX_ORDER, words.length);
    let sum = 0;
    for (let n = 1; n <= orders; n++) {
      const own = countNgrams(words, n);
      const matches = Math.max(...wanted.map((reference) => overlap(own, countNgrams(reference, n))));
      sum += Math.log(matches === 0 ? FLOOR : matches / (words.length - n + 1));
    }
    const nearest = wanted
      .map(({ length }) => length)
      .sort((a, b) => Math.abs(a - words.length) - Math.abs(b - words.length) || a - b)[0];
    return Math.min(1, Math.exp(1 - (nearest ?? 0) / words.length)) * Math.exp(sum / orders);
  },
});
