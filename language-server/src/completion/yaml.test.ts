import { check, checkTests, parseYaml } from '@prompthub/core';
import { ASSERTION_TYPES, testVocabulary } from '@prompthub/engine';
import { ASSERTION_SHAPES } from '../language/assertion-shapes';
import { completionResolve } from '../features/completion-resolve';
import { open } from '../testing/context';
import { accept, labels, proposals, proposalsIn } from '../testing/proposals';

const files = {
  'reply.prompt': `---
input:
  schema:
    user(object): { name: string, plan(enum): [free, pro] }
    tone(enum): [formal, short]
    items(array): { title: string, sold: boolean }
    note?: string
---
{{user.name}}`,
};

describe('schemas', () => {
  test.each([
    [
      'input:\n  schema:\n    █',
      ['text property', 'list property', 'object property', 'type: object', 'city'],
    ],
    ['input:\n  schema:\n    a(object):\n      █', ['text property', 'choice property']],
    ['input:\n  schema:\n    tags(█', ['array', 'object', 'enum']],
    ['input:\n  schema:\n    tags?(█)', ['array', 'object', 'enum']],
    ['input:\n  schema: { tags(█ }', ['array', 'object', 'enum']],
    ['input:\n  schema:\n    (█', ['*']],
    ['input:\n  schema:\n    tags(array): █', ['string', 'number', '{…}']],
    ['input:\n  schema:\n    kind(enum): █', ['[…]']],
    ['output:\n  schema:\n    reply: █', ['string', 'boolean', 'any']],
    ['output:\n  schema:\n    type: object\n    █', ['properties', 'required', 'additionalProperties']],
    [
      'output:\n  schema:\n    type: object\n    properties:\n      a:\n        █',
      ['type', 'enum', 'description', 'items'],
    ],
    [
      'output:\n  schema:\n    type: object\n    properties:\n      a: { type: █ }',
      ['string', 'array', 'object'],
    ],
    ['output:\n  schema:\n    type: array\n    items:\n      type: █', ['string', 'array']],
    ['output:\n  schema:\n    type: object\n    properties: { a: {}, b: {} }\n    required: [a, █]', ['b']],
    ['output:\n  schema:\n    type: object\n    additionalProperties: █', ['false', 'true']],
    ['prompthub.requires: { schemas: [Customer] }\ninput:\n  schema:\n    who: █', ['string', 'Customer']],
    ['toolDefs:\n  - name: find\n    inputSchema:\n      place: █', ['string', 'integer']],
  ])('%j', async (yaml, expected) => {
    expect(await labels(`---\n${yaml}\n---\n{{city}}`)).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    ['input:\n  schema:\n    name: string, des█', 'a description'],
    ['input:\n  schema:\n    tags(array, wh█', 'a description in the key'],
    ['# mo█', 'a comment'],
    ['model: a/b # mo█', 'a comment behind a value'],
  ])('nothing in %j: %s', async (yaml) => {
    expect(await labels(`---\n${yaml}\n---\n`)).toEqual([]);
  });

  test.each([
    ['input:\n  schema:\n    tags(█', 'array', 'input:\n  schema:\n    tags(array): string'],
    ['input:\n  schema:\n    tags(█): string', 'array', 'input:\n  schema:\n    tags(array): string'],
    ['input:\n  schema:\n    tags(ar█)', 'array', 'input:\n  schema:\n    tags(array): string'],
    ['input:\n  schema:\n    █', 'city', 'input:\n  schema:\n    city: string'],
    ['input:\n  █', 'schema', 'input:\n  schema:\n    '],
    ['toolDefs:\n  - █', 'inputSchema', 'toolDefs:\n  - inputSchema:\n      '],
  ])('%j with %s', async (yaml, label, expected) => {
    expect(await accept(`---\n${yaml}\n---\n{{city}}`, label)).toBe(`---\n${expected}\n---\n{{city}}`);
  });

  test.each(['text', 'optional', 'list', 'choice', 'object', 'any other'])(
    'the %s property is good Picoschema as it comes',
    async (name) => {
      for (const yaml of [
        'input:\n  schema:\n    █',
        'input: { schema: { █ } }',
        'input:\n  schema:\n    a(object):\n      █',
      ]) {
        const source = await accept(`---\n${yaml}\n---\nHi`, `${name} property`);
        const faults = check(source).diagnostics.filter(({ code }) => code !== 'unused-input');
        expect(faults).toEqual([]);
      }
    },
  );
});

describe('settings', () => {
  test.each([
    ['model: openai/gpt-5-mini\nconfig:\n  █', ['temperature', 'reasoningEffort', 'seed'], ['topK']],
    ['model: anthropic/claude\nconfig:\n  █', ['temperature', 'topK'], ['reasoningEffort', 'seed']],
    ['model: ollama/x\nconfig:\n  █', ['temperature', 'topK', 'seed'], []],
    ['config:\n  reasoningEffort: █', ['low', 'high'], []],
    ['prompthub.lint:\n  █', ['unused-input', 'unknown-role'], []],
    ['prompthub.lint:\n  unused-input: off\n  █', ['unknown-role'], ['unused-input']],
    [
      'prompthub.requires: { tools: [search] }\ntoolDefs: [{ name: find }]\ntools: [█]',
      ['find', 'search'],
      [],
    ],
    ['tools:\n  - █', [], ['string']],
    ['variant: █', ['formal'], ['other']],
    ['prompthub.meta:\n  stability: █', ['draft', 'deprecated'], []],
    ['input:\n  schema: { city: string }\n  default:\n    █', ['city'], []],
  ])('%j', async (yaml, expected, absent) => {
    const siblings = { 'reply.formal.prompt': '', 'card.other.prompt': '' };
    const found = await labels(`---\n${yaml}\n---\n`, { path: 'reply.prompt', files: siblings });
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(absent.filter((label) => found.includes(label))).toEqual([]);
  });

  test('a file that is empty can become a whole prompt, which passes the checks', async () => {
    for (const start of ['█', '--█', '\n█\n']) expect(await labels(start)).toEqual(['---', 'prompt']);
    expect(check(await accept('█', 'prompt')).diagnostics).toEqual([]);
  });

  test('a model tells its limits when it is asked', async () => {
    const model = { id: 'gpt-5-mini', provider: 'openai', contextWindow: 400_000, maxOutputTokens: 128_000 };
    const knowledge = { models: [model, { id: 'echo', provider: 'echo' }] };
    const opened = await open('---\nmodel: █\n---\n', { context: { knowledge } });
    const found = (await proposalsIn(opened)).map((item) => completionResolve(opened.context, item));
    expect(JSON.stringify(found[0]?.documentation)).toMatch(/400,000 tokens.*128,000 tokens/);
    expect(found[1]).toMatchObject({ label: 'echo/echo' });
    expect(found[1]).not.toHaveProperty('documentation');
  });

  test('plain text gets no proposals', async () => {
    for (const text of ['Hello █', '---\nmodel: a/b\n---\nHello █', '---\nmodel: a/b\n---\n█'])
      expect(await labels(text)).toEqual([]);
  });
});

describe('tests', () => {
  const options = { path: 'reply.tests.yaml', files };

  test.each([
    ['- vars:\n    █', ['user', 'tone', 'items', 'note']],
    ['- vars:\n    user:\n      █', ['name', 'plan']],
    ['- vars: { user: { █ } }', ['name', 'plan']],
    ['- vars: { user: { plan: █ } }', ['free', 'pro']],
    ['- vars:\n    items:\n      - █', ['title', 'sold']],
    ['- vars:\n    items:\n      - sold: █', ['true', 'false']],
    ['- vars:\n    items: █', ['[…]']],
    ['- assert:\n    - type: █', ['contains', 'not-contains', 'is-json']],
    ['- assert:\n    - █', ['contains', 'type']],
    ['- assert: [ █ ]', ['contains']],
    ['- assert: [ { █ } ]', ['contains', 'type', 'value']],
    ['- assert:\n    - type: contains\n      value: █', ['"…"']],
    ['- assert: [ { type: not-contains-any, value: █ } ]', ['["…"]']],
    ['- provider: █', ['openai/gpt-5-mini', 'ollama/']],
    ['- █', ['test', 'description', 'vars']],
    ['- description: x\n  █', ['vars', 'assert']],
  ])('%j', async (text, expected) => {
    expect(await labels(text, options)).toEqual(expect.arrayContaining(expected));
  });

  test('values stay what they are in YAML', async () => {
    const prompt = '---\ninput:\n  schema: { mode(enum): [plain, "on", "1", "a: b", 2] }\n---\n{{mode}}';
    const found = await labels('- vars: { mode: █ }', { ...options, files: { 'reply.prompt': prompt } });
    expect(found.map((label) => parseYaml(label).value)).toEqual(['plain', 'on', '1', 'a: b', 2]);
  });

  test('nothing is proposed for the value of an assertion that has none', async () => {
    expect(await labels('- assert: [ { type: is-json, value: █ } ]', options)).toEqual([]);
    expect(await labels('- assert: [ { type: nonsense, value: █ } ]', options)).toEqual([]);
  });

  test('the values that are needed come first', async () => {
    const found = await proposals('- vars:\n    █', options);
    const sorted = [...found].sort((left, right) =>
      (left.sortText ?? '') < (right.sortText ?? '') ? -1 : 1,
    );
    expect(sorted.at(-1)?.label).toBe('note');
  });

  test('every kind of assertion has a shape', () => {
    expect(Object.keys(ASSERTION_SHAPES).sort()).toEqual([...ASSERTION_TYPES].sort());
  });

  const places = [
    '- assert:\n    - █',
    '- assert:\n    - type: █',
    '- assert: [ { type: █ } ]',
    '- assert: [ █ ]',
    '- assert:\n  - █',
  ];
  test.each(ASSERTION_TYPES)('%s has what it compares with, wherever it is begun', async (type) => {
    const knowledge = { context: { knowledge: { assertions: ASSERTION_TYPES } }, ...options };
    const negated = ASSERTION_SHAPES[type]?.negatable ? [`not-${type}`] : [];
    for (const place of places) {
      for (const label of [type, ...negated]) {
        const source = await accept(place, label, knowledge);
        expect({ source, found: checkTests(source, testVocabulary) }).toEqual({ source, found: [] });
      }
    }
  });

  test('a whole test fills in what the prompt needs', async () => {
    const knowledge = { context: { knowledge: { assertions: ASSERTION_TYPES } }, ...options };
    for (const [start, label] of [
      ['█', '- test'],
      ['- █', 'test'],
    ] as const) {
      const source = await accept(start, label, knowledge);
      expect(source).toContain('user: { name: name, plan: free }, tone: formal, items: []');
      expect(checkTests(source, { ...testVocabulary, prompt: files['reply.prompt'] })).toEqual([]);
    }
  });
});
