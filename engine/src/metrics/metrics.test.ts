import fc from 'fast-check';
import { classification } from './classification';
import { corpusGleu } from './gleu';
import { meteor } from './meteor';
import { rougeL, rougeLsum, rougeN } from './rouge';
import { reference } from './testing/reference';

const words = fc.array(fc.constantFrom('a', 'dog', 'dogs', 'the', 'walks', 'walking'), { minLength: 1 });
const six = (value: number) => expect.closeTo(value, 6);

describe(`as ${reference.origin}`, () => {
  test.each(reference.gleu)('GLEU of a text: $score', ({ score, ...row }) => {
    expect(corpusGleu([row])).toBeCloseTo(score, 6);
  });

  test.each(reference.bleu)('GLEU of a corpus: $gleu', ({ corpus, gleu }) => {
    const split = corpus.map(({ text, references }) => ({
      text: text.split(' '),
      references: references.map((each) => each.split(' ')),
    }));
    expect(corpusGleu(split)).toBeCloseTo(gleu, 6);
  });

  test.each(reference.meteor)('METEOR: $score', ({ text, references, score }) => {
    expect(meteor(text, references)).toBeCloseTo(score, 6);
  });

  test.each(reference.classification)('classification: accuracy $accuracy', (row) => {
    const cases = row.expected.map((expected, i) => ({ expected, given: row.predicted[i] ?? '' }));
    const rates = (each: { precision: number; recall: number; f1: number }) => ({
      precision: six(each.precision),
      recall: six(each.recall),
      f1: six(each.f1),
    });
    expect(classification(cases)).toEqual({
      accuracy: six(row.accuracy),
      labels: row.labels,
      confusion: row.confusion,
      classes: row.classes.map((each, i) => ({
        ...rates(each),
        label: row.labels[i],
        support: each.support,
      })),
      macro: rates(row.macro),
      micro: rates(row.micro),
      weighted: rates(row.weighted),
    });
  });
});

/** Of rouge-score's own tests (google-research/rouge/rouge_scorer_test.py), and of Lin 2004 for the last two. */
test.each([
  ['ROUGE-1', rougeN('testing', 'testing one two', { n: 1 }), 1, 1 / 3, 1 / 2],
  ['ROUGE-1 of nothing', rougeN('', 'testing one two', { n: 1 }), 0, 0, 0],
  ['ROUGE-2', rougeN('testing one', 'testing one two', { n: 2 }), 1, 1 / 2, 2 / 3],
  ['ROUGE-L', rougeL('testing one', 'testing one two'), 1, 2 / 3, 4 / 5],
  ['ROUGE-L with a gap', rougeL('testing two', 'testing one two'), 1, 2 / 3, 4 / 5],
  ['ROUGE-Lsum', rougeLsum('w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5', 'w1 w2 w3 w4 w5'), 0.4, 0.8, 8 / 15],
  ['ROUGE-L, Lin’s S2', rougeL('police kill the gunman', 'police killed the gunman'), 3 / 4, 3 / 4, 3 / 4],
  ['ROUGE-L, Lin’s S3', rougeL('the gunman kill police', 'police killed the gunman'), 1 / 2, 1 / 2, 1 / 2],
])('%s', (_name, rates, precision, recall, f1) => {
  expect(rates).toEqual({ precision: six(precision), recall: six(recall), f1: six(f1) });
});

test('ROUGE with stems takes words of one stem for equal', () => {
  expect(rougeN('walking dogs', 'walks dog', { n: 1 }).f1).toBe(0);
  expect(rougeN('walking dogs', 'walks dog', { n: 1, stemmer: true }).f1).toBe(1);
});

test('ROUGE-L is as long as the longest of all common subsequences', () => {
  const few = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 7 });
  const subsequences = (list: readonly string[]): Set<string> =>
    list.reduce((all, word) => new Set([...all, ...[...all].map((each) => each + word)]), new Set(['']));
  fc.assert(
    fc.property(few, few, (own, wanted) => {
      const other = subsequences(wanted);
      const longest = Math.max(
        ...[...subsequences(own)].filter((each) => other.has(each)).map(({ length }) => length),
      );
      expect(rougeL(own.join(' '), wanted.join(' ')).recall).toBeCloseTo(longest / wanted.length, 9);
    }),
  );
});

test('equal texts score all, and every score is a share', () => {
  fc.assert(
    fc.property(words, words, (text, other) => {
      const [own, wanted] = [text.join(' '), other.join(' ')];
      for (const whole of [
        corpusGleu([{ text, references: [other, text] }]),
        rougeL(own, own).f1,
        rougeLsum(own, own).f1,
      ])
        expect(whole).toBeCloseTo(1, 9);
      // One chunk of n words is still punished a little.
      expect(meteor(text, [text])).toBeCloseTo(1 - 0.5 / text.length ** 3, 9);
      for (const score of [
        meteor(text, [other]),
        corpusGleu([{ text, references: [other] }]),
        rougeN(own, wanted, { n: 1 }).f1,
      ]) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
      expect(rougeL(own, wanted).f1).toBeCloseTo(rougeL(wanted, own).f1, 9);
    }),
  );
});

test('nothing is classified', () => {
  expect(classification([])).toMatchObject({
    accuracy: 0,
    labels: [],
    macro: { f1: 0 },
    weighted: { f1: 0 },
  });
});
