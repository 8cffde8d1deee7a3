import type { AssertionShape } from '../options';
import { expectFindings, fixed } from './testing';

const shape = (value: AssertionShape['value']): AssertionShape => ({ value, summary: '' });
const assertionShapes = {
  contains: shape('text'),
  regex: shape('pattern'),
  any: shape('list'),
  equals: shape('json'),
  'is-json': shape('schema'),
  latency: shape('limit'),
  html: shape('none'),
  words: shape('count'),
  xml: shape('elements'),
  'assert-set': shape('set'),
};
const prompt = (assertion: string, more = '') =>
  `---\nprompthub.tests:\n  - assert: [${assertion}]${more}\n---\nHi {{x}}`;
const found = (assertion: string, more?: string) =>
  expectFindings('assertion-value', prompt(assertion, more), { assertionShapes });

it.each([
  ['{ type: contains, value: «[a]» }', '`contains` needs a text as its `value`.'],
  ['{ type: «not-contains» }', '`not-contains` needs a text as its `value`.'],
  ['{ type: regex, value: «"("» }', 'This is no regular expression: /(/: Unterminated group.'],
  ['{ type: contains, value: «""» }', '`contains` needs a text that is not empty.'],
  ['{ type: any, value: «[]» }', '`any` needs a list of texts as its `value`.'],
  ['{ type: any, value: «" , "» }', '`any` needs a list of texts as its `value`.'],
  ['{ type: «equals» }', '`equals` needs a `value`.'],
  ['{ type: is-json, value: «"{"» }', '`is-json` needs a JSON Schema as its `value`, or none.'],
  ['{ type: words, value: «{}» }', '`words` needs a number as its `value`, or a map with `min` or `max`.'],
  [
    '{ type: words, value: «{ min: 2, max: 1 }» }',
    '`words` needs a number as its `value`, or a map with `min` or `max`.',
  ],
  ['{ type: xml, value: «{ a: 1 }» }', '`xml` needs paths of elements as its `value`, or none.'],
  ['{ type: latency, value: «fast» }', '`latency` needs a number as its `threshold`.'],
  ['{ type: «assert-set» }', '`assert-set` needs a list of assertions under `assert`.'],
  ['{ type: assert-set, assert: [{ type: «contains» }] }', '`contains` needs a text as its `value`.'],
])('%s', (assertion, message) => {
  expect(found(assertion)).toMatchObject([{ message, severity: 'error' }]);
});

it.each([
  '{ type: contains, value: 5 }',
  '{ type: regex, value: /a/i }',
  '{ type: regex, value: "({{name}}" }',
  '{ type: any, value: "a, b" }',
  '{ type: equals, value: {} }',
  '{ type: is-json }',
  '{ type: is-json, value: \'{ "type": "object" }\' }',
  '{ type: is-json, value: "type: object" }',
  '{ type: latency, threshold: 5 }',
  '{ type: latency, value: 5 }',
  '{ type: html }',
  '{ type: words, value: { max: 2 } }',
  '{ type: xml, value: [a.b] }',
  '{ type: nobody-knows }',
  '{ type: 5 }',
  '5',
])('says nothing of %s', (assertion) => void found(assertion));

it('knows what only a call of the model can show', () => {
  expect(found('{ type: «latency», threshold: 5 }', '\n    mode: render')).toHaveLength(1);
});

it('adds a value, or takes the quotes off a number', () => {
  const repaired = (assertion: string) => fixed('assertion-value', prompt(assertion), { assertionShapes });
  expect(repaired('{ type: contains }')).toBe(prompt('{ value: "text", type: contains }'));
  expect(repaired('{ type: latency, value: "5" }')).toBe(prompt('{ type: latency, value: 5 }'));
});
