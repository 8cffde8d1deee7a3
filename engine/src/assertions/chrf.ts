import { sentenceChrf } from '../metrics/chrf';
import { textMetric } from './text-metric';

/** chrF (Popović 2015), as a share of 1. For languages that do not put spaces between words. promptfoo has no such name. */
export const chrf = textMetric({
  type: 'chrf',
  name: 'chrF',
  threshold: 0.5,
  about: 'chrF: the 1- to 6-grams of characters that the output and the text have in common. Ours.',
  score: (output, references) => sentenceChrf(output, references) / 100,
});
