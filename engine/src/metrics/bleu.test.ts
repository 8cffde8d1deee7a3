import fc from 'fast-check';
import { corpusBleu, sentenceBleu } from './bleu';
import { corpusBleuFigures, sentenceBleuFigures } from './testing/published';
import { reference } from './testing/reference';
import { tokenize13a } from './tokenize-13a';

const words = fc.array(fc.constantFrom('a', 'dog', 'the', '3.5', 'x-y', 'end.', '"so"'), { minLength: 1 });
const sentence = words.map((list) => list.join(' '));

test.each(corpusBleuFigures)('a corpus scores $score as with sacreBLEU', ({ corpus, options, score }) => {
  expect(corpusBleu(corpus, options).score).toBeCloseTo(score, 6);
});

test.each(sentenceBleuFigures)('a sentence scores $score as with sacreBLEU', (row) => {
  const { score } = sentenceBleu(row.text, row.references, { tokenize: row.tokenize });
  expect(score).toBeCloseTo(row.score, 3);
});

test.each(reference.bleu)(`a corpus scores $score as with ${reference.origin}`, ({ corpus, score }) => {
  expect(corpusBleu(corpus, { tokenize: 'none' }).score).toBeCloseTo(score, 6);
});

test('says what the score is made of', () => {
  expect(corpusBleu(corpusBleuFigures[2].corpus)).toMatchObject({
    precisions: [60, 50, expect.closeTo(100 / 3), 25],
    brevityPenalty: 1,
    length: 10,
    referenceLength: 7,
  });
});

test('orders without a match are halved one after the other, and orders that do not occur end a corpus’s score', () => {
  expect(sentenceBleu('a b c', ['a x b']).precisions).toEqual([expect.closeTo(200 / 3), 25, 25, 0]);
  expect(corpusBleu([{ text: 'a b c', references: ['a b c'] }]).score).toBe(0);
  expect(sentenceBleu('a b c', ['a b c']).score).toBeCloseTo(100, 9);
  expect(corpusBleu([]).score).toBe(0);
});

test('tokens are those of mteval-v13a', () => {
  expect(tokenize13a("It's 3.5, or 1,000 (e.g. 5-6) &amp; x-y.")).toEqual(
    "It's 3.5 , or 1,000 ( e . g . 5 - 6 ) & x-y .".split(' '),
  );
  expect(tokenize13a('over-\nlong\nline <skipped>&quot;&lt;')).toEqual(['overlong', 'line', '"', '<']);
});

test('is 100 for equal texts and always 0 to 100; letters may count alike', () => {
  fc.assert(
    fc.property(sentence, sentence, (text, other) => {
      expect(sentenceBleu(text, [other, text]).score).toBeCloseTo(100, 9);
      const { score, brevityPenalty } = sentenceBleu(text, [other]);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100 + 1e-9);
      expect(brevityPenalty).toBeLessThanOrEqual(1);
      expect(sentenceBleu(text.toUpperCase(), [other], { lowercase: true }).score).toBeCloseTo(score, 9);
    }),
  );
});
