import { rougeL as rougeLOf } from '../metrics/rouge';
import { tokenizeTreebank } from '../metrics/tokenize-treebank';
import { textMetric } from './text-metric';

/** ROUGE-L (Lin 2004) by the words that `rouge-n` has. promptfoo has no such name. */
export const rougeL = textMetric({
  type: 'rouge-l',
  name: 'ROUGE-L',
  threshold: 0.75,
  about:
    'ROUGE-L: the F1 of the longest sequence of words that the output and the text have in common. Ours.',
  score: (output, references) =>
    Math.max(...references.map((reference) => rougeLOf(output, reference, { tokenize }).f1)),
});

function tokenize(text: string): string[] {
  return tokenizeTreebank(text.toLowerCase());
}
