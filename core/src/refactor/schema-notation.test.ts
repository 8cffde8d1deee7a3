import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { check } from '../check';
import { applyEdits } from '../format/apply-edits';
import { parse } from '../parse';
import { picoschemaToJsonSchema } from '../syntax/picoschema';
import { changeSchemaNotation } from './schema-notation';

function change(
  source: string,
  part: 'input' | 'output' = 'input',
): string | { refusal: string } | undefined {
  const result = changeSchemaNotation(parse(source), part)?.change();
  return !result || 'refusal' in result ? result : applyEdits(source, result.edits);
}

/** What the schema means, the order of required names aside. */
function meaning(source: string, part: 'input' | 'output'): unknown {
  const holder = parse(source).frontmatter?.value[part] as { schema?: unknown } | undefined;
  const sorted = (_key: string, value: unknown): unknown =>
    Array.isArray(value) && value.every((each) => typeof each === 'string') ? value.toSorted() : value;
  return JSON.parse(JSON.stringify(picoschemaToJsonSchema(holder?.schema).schema, sorted));
}

const pico = `---
input:
  schema:
    name: string, who it is
    tags?(array, what about): string
    address(object):
      city: string
      zip?: string
    tone?(enum): [kind, cool]
---
{{name}}`;

test('Picoschema becomes JSON Schema and comes back', () => {
  const json = change(pico);
  expect(json).toContain('additionalProperties: false');
  expect(json).toContain('description: who it is');
  expect(change(json as string)).toBe(
    pico.replace('[kind, cool]', '\n      - kind\n      - cool').replace('(enum): ', '(enum):'),
  );
});

test.each([
  ['inside of braces', '---\ninput: { schema: { a: string }, default: { a: x } }\n---\n{{a}}'],
  ['a scalar', '---\noutput:\n  schema: string, an answer\n---\nx', 'output'],
  ['Windows line ends', '---\r\ninput:\r\n  schema:\r\n    a: string\r\n---\r\n{{a}}'],
])('%s', (_what, source, named = 'input') => {
  const part = named === 'output' ? 'output' : 'input';
  const after = change(source, part);
  expect(typeof after).toBe('string');
  expect(after).not.toBe(source);
  expect(meaning(after as string, part)).toEqual(meaning(source, part));
});

test.each([
  ['a named schema', 'input:\n  schema: { a: Person }', /Person/],
  ['comments', 'input:\n  schema:\n    # who\n    a: string', /comments/],
  [
    'more than Picoschema can say',
    'input:\n  schema: { type: object, properties: { a: { type: string, minLength: 1 } } }',
    /cannot say/,
  ],
  ['mistakes', 'input:\n  schema: { a(array: string }', /mistakes/],
])('%s: refused', (_what, yaml, reason) => {
  expect(change(`---\n${yaml}\n---\n{{a}}`)).toEqual({ refusal: expect.stringMatching(reason) as string });
});

test('without a schema there is nothing to change', () => {
  expect(change('---\ninput: {}\n---\nx')).toBeUndefined();
  expect(change('x')).toBeUndefined();
});

const word = fc.constantFrom(
  'string',
  'number',
  'integer',
  'boolean',
  'any',
  'string, a: b',
  'integer, with "quotes"',
);
const { map } = fc.letrec<{ map: object; entry: [string, unknown] }>((tie) => ({
  entry: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(fc.constantFrom('a', 'b?', 'c d', 'true', '(*)'), word),
    fc.tuple(fc.constantFrom('l(array)', 'm?(array, many: of)'), fc.oneof(word, tie('map'))),
    fc.tuple(fc.constantFrom('o(object)', 'p?(object, nested)'), tie('map')),
    fc.tuple(fc.constantFrom('e(enum)', 'f?(enum, one of)'), fc.constantFrom(['x', 'y'], [1, 'no', null])),
  ),
  map: fc.array(tie('entry'), { minLength: 1, maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
}));

test('generated schemas mean the same in both notations, there and back', () => {
  let back = 0;
  fc.assert(
    fc.property(map, fc.boolean(), (schema, isFlow) => {
      const yaml = stringify({ input: { schema } }, isFlow ? { collectionStyle: 'flow', lineWidth: 0 } : {});
      const source = `---\n${yaml}---\nx`;
      const there = change(source);
      if (typeof there !== 'string') throw new Error(JSON.stringify(there));
      expect(meaning(there, 'input')).toEqual(meaning(source, 'input'));
      const again = change(there);
      if (typeof again !== 'string') return;
      back++;
      expect(meaning(again, 'input')).toEqual(meaning(source, 'input'));
    }),
    { numRuns: 200 },
  );
  expect(back).toBeGreaterThan(180);
});

const { files, absence } = readCorpus();
if (absence) console.warn(`No schemas of real prompts are rewritten: ${absence}`);

test('schemas of real prompts mean the same, and nothing new is wrong with them', () => {
  let count = 0;
  for (const { path, text } of files) {
    for (const part of ['input', 'output'] as const) {
      const after = change(text, part);
      if (typeof after !== 'string') continue;
      count++;
      expect([path, meaning(after, part)]).toEqual([path, meaning(text, part)]);
      const codes = [text, after].map((source) => check(source).diagnostics.map(({ code }) => code));
      expect([path, codes[1]]).toEqual([path, codes[0]]);
    }
  }
  if (!absence) expect(count).toBeGreaterThan(20);
});
