import { corpusGleu } from '../metrics/gleu';
import { wordsOf } from '../metrics/ngrams';
import { textMetric } from './text-metric';

/** Google's BLEU of one text (Wu et al. 2016), by words in lower case without the dots at their ends, as promptfoo has it. */
export const gleu = textMetric({
  type: 'gleu',
  name: 'GLEU',
  threshold: 0.5,
  about: 'GLEU: the 1- to 4-grams that the output and the text have in common.',
  score: (output, references) =>
    corpusGleu([{ text: undotted(output), references: references.map(undotted) }]),
});

function undotted(text: string): string[] {
  const words = wordsOf(text.toLowerCase()).map((word) => word.replace(/\.+$/, ''));
  return words.some((word) => word !== '') ? words : [];
}
