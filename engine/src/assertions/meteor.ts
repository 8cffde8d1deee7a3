import { meteor as meteorOf } from '../metrics/meteor';
import { wordsOf } from '../metrics/ngrams';
import { textMetric } from './text-metric';

/** METEOR (Banerjee and Lavie 2005) by equal words, then by words of one stem. promptfoo adds WordNet's synonyms, 30 MB of them. */
export const meteor = textMetric({
  type: 'meteor',
  name: 'METEOR',
  threshold: 0.5,
  about: 'METEOR: the words that the output and the text have in common, or their stems, and their order.',
  score: (output, references) => meteorOf(undotted(output), references.map(undotted)),
});

function undotted(text: string): string[] {
  return wordsOf(text.toLowerCase()).map((word) => word.replace(/\.+$/, ''));
}
