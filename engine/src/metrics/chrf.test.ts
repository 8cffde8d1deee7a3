import fc from 'fast-check';
import { corpusChrf, sentenceChrf } from './chrf';
import { chrfFigures } from './testing/published';

test.each(chrfFigures)('scores $score as with sacreBLEU ($options)', ({ corpus, options, score }) => {
  expect(corpusChrf(corpus, options)).toBeCloseTo(score, 6);
});

test('the reference that fits best counts', () => {
  const [text, near, far] = ['a black cat', 'the black cat', 'no dog here'];
  expect(sentenceChrf(text, [far, near])).toBe(sentenceChrf(text, [near]));
  expect(sentenceChrf(text, [near])).toBeGreaterThan(sentenceChrf(text, [far]));
});

const fBeta2 = (precision: number, recall: number): number =>
  (500 * precision * recall) / (4 * precision + recall);

test('a mark at a word’s end or beginning is a word of its own', () => {
  const words = { characterOrder: 0, wordOrder: 1 };
  expect(sentenceChrf('( "so" well, .', ['( " so" well , .'], words)).toBeCloseTo(fBeta2(5 / 6, 5 / 7), 9);
  expect(sentenceChrf('end. (now', ['end . ( now'], words)).toBeCloseTo(100, 9);
});

test('is 100 for equal texts, symmetric when recall counts as much as precision, and always 0 to 100', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '😀', ' ', '.'), minLength: 1 });
  fc.assert(
    fc.property(text, text, fc.constantFrom(0, 2), (one, other, wordOrder) => {
      const score = sentenceChrf(one, [other], { wordOrder });
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100 + 1e-9);
      expect(sentenceChrf(one, [other], { wordOrder, beta: 1 })).toBeCloseTo(
        sentenceChrf(other, [one], { wordOrder, beta: 1 }),
        9,
      );
      if (one.trim() !== '') expect(sentenceChrf(one, [one], { wordOrder })).toBeCloseTo(100, 9);
    }),
  );
});
