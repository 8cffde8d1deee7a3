import { rougeN as rougeNOf } from '../metrics/rouge';
import { tokenizeTreebank } from '../metrics/tokenize-treebank';
import { textMetric } from './text-metric';

/** ROUGE-1 (Lin 2004) by words of the Penn Treebank in lower case, as promptfoo has it: the F1 of single words. */
export const rougeN = textMetric({
  type: 'rouge-n',
  name: 'ROUGE-1',
  threshold: 0.75,
  about: 'ROUGE-1: the F1 of the words that the output and the text have in common.',
  score: (output, references) =>
    Math.max(...references.map((reference) => rougeNOf(output, reference, { n: 1, tokenize }).f1)),
});

function tokenize(text: string): string[] {
  return tokenizeTreebank(text.toLowerCase());
}
