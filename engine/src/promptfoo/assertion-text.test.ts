import { ASSERTION_TYPES } from '../assertions/registry';
import { assertionOfText } from './assertion-text';

const PLAIN = ASSERTION_TYPES.filter((type) => !/^javascript$|^i?contains-(?:all|any)$/.test(type));

it.each(PLAIN)('%s is read before a single word, too', (type) => {
  for (const value of ['paris', 'Paris', 'to Paris: now']) {
    expect(assertionOfText(`${type}:${value}`)).toMatchObject({ type, value });
    expect(assertionOfText(`not-${type}(0.3): ${value}`)).toEqual({
      type: `not-${type}`,
      value,
      threshold: 0.3,
    });
  }
});

// What promptfoo's tables mean by them (promptfoo.dev, "CSV with assertions").
it.each([
  ['paris', { type: 'equals', value: 'paris' }],
  ['http://x.test', { type: 'equals', value: 'http://x.test' }],
  ['similar:cosine', { type: 'similar:cosine' }],
  ['similar: x', { type: 'similar', value: 'x', threshold: 0.8 }],
  ['levenshtein:x', { type: 'levenshtein', value: 'x', threshold: 0.75 }],
  ['bleu: x', { type: 'bleu', value: 'x' }],
  ['contains-any:a,b', { type: 'contains-any', value: ['a', 'b'] }],
  ['fn:output', { type: 'javascript', value: 'output' }],
  ['grade:polite', { type: 'llm-rubric', value: 'polite' }],
  ['file://check.js', { type: 'javascript', value: 'file://check.js' }],
  ['file://a/check.mts:short', { type: 'javascript', value: 'file://a/check.mts:short' }],
  ['file://check.py:short', { type: 'python', value: 'file://check.py:short' }],
  ['file://wanted.txt', { type: 'equals', value: 'file://wanted.txt' }],
])('%s', (text, expected) => {
  expect(assertionOfText(text)).toEqual(expected);
});
