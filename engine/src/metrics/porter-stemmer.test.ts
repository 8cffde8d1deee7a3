import { stem } from './porter-stemmer';
import { reference } from './testing/reference';

test(`stems ${Object.keys(reference.stems).length} words as ${reference.origin} does`, () => {
  const words = Object.keys(reference.stems);
  expect(Object.fromEntries(words.map((word) => [word, stem(word)]))).toEqual(reference.stems);
});

test('letters count alike, and what is no word stays', () => {
  expect(['Walking', 'WALKED', '', '42', 'ß'].map(stem)).toEqual(['walk', 'walk', '', '42', 'ß']);
});
