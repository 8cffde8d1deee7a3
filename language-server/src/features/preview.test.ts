import { chatFormatTokens, PRICES, priceOf } from '@prompthub/engine';
import type { PreviewOrigin, PreviewResult } from '@prompthub/protocol';
import { open, type OpenOptions } from '../testing/context';
import { preview } from './preview';
import { COMPARED_MODELS } from './preview-estimate';

async function shown(text: string, more: object = {}, options?: OpenOptions) {
  const { context, uri } = await open(text, options);
  return preview(context, { uri, ...more });
}

const texts = ({ messages }: PreviewResult) =>
  messages.map(
    ({ role, parts }) => `${role}: ${parts.map((part) => ('text' in part ? part.text : part.url)).join('')}`,
  );

const prompt =
  '---\nmodel: openai/gpt-5-mini\nprompthub.tests:\n  - { description: a, vars: { name: Ada } }\n  - { description: b, vars: { name: Bob } }\n---\n{{role "system"}}Be kind.{{role "user"}}Hi {{name}} {{> sign}}';
const files = { '_sign.prompt': '---\nmodel: x/y\n---\nbye\n{{name}}' };

test('the messages for the first test, the chosen one, and given values', async () => {
  const result = await shown(prompt, {}, { files });
  expect(result).toMatchObject({ model: 'openai/gpt-5-mini', testDescription: 'a', values: { name: 'Ada' } });
  expect(result.tests.map(({ description }) => description)).toEqual(['a', 'b']);
  expect(texts(result)).toEqual(['system: Be kind.', 'user: Hi Ada bye\nAda']);
  const second = await shown(prompt, { testId: 'file:///workspace/test.prompt#1' }, { files });
  expect(texts(second)[1]).toBe('user: Hi Bob bye\nBob');
  const over = await shown(prompt, { vars: { name: 'Eve' } }, { files });
  expect(texts(over)[1]).toBe('user: Hi Eve bye\nEve');
  const own = await shown(prompt, { ownValues: true, vars: {} }, { files });
  expect(texts(own)[1]).toBe('user: Hi  bye\n');
  expect(own.testId).toBeUndefined();
});

test('each stretch of a message has its place in a file', async () => {
  const result = await shown(prompt, {}, { files });
  const place = (origin: PreviewOrigin | undefined): string => {
    if (!origin || origin.kind === 'history') return origin?.kind ?? 'nowhere';
    const { uri, range, via } = origin;
    const path = 'path' in origin ? ` ${origin.path}` : '';
    return `${uri.replace('file:///workspace/', '')}:${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character}${path}${via.map((at) => ` < ${at.range.start.character}`).join('')}`;
  };
  const [system, user] = result.messages;
  expect([place(system?.begin), place(user?.begin)]).toEqual([
    'test.prompt:6:0-6:17',
    'test.prompt:6:25-6:40',
  ]);
  const [part] = user?.parts ?? [];
  const segments = part?.type === 'text' ? part.segments : [];
  expect(segments.map(({ start, end, origin }) => `${start}-${end} ${place(origin)}`)).toEqual([
    '0-3 test.prompt:6:40-6:43',
    '3-6 test.prompt:6:43-6:51 name',
    '6-7 test.prompt:6:51-6:52',
    '7-11 _sign.prompt:3:0-4:0 < 52',
    '11-14 _sign.prompt:4:0-4:8 name < 52',
  ]);
});

test('media and other parts have one place each', async () => {
  const result = await shown('{{media url="https://x/y.png" contentType="image/png"}}{{section "code"}}');
  expect(result.messages[0]?.parts).toMatchObject([
    { type: 'media', url: 'https://x/y.png', contentType: 'image/png', origin: { kind: 'value' } },
    { type: 'other', text: '{"metadata":{"purpose":"code","pending":true}}', origin: { kind: 'value' } },
  ]);
});

test('a message without parts stands where the conversation so far will go', async () => {
  const { messages } = await shown('{{role "system"}}A{{history}}{{role "user"}}B');
  expect(messages.map(({ role, history, parts }) => [role, history, parts.length])).toEqual([
    ['system', false, 1],
    ['user', true, 0],
    ['user', false, 1],
  ]);
  expect(messages[1]?.begin).toMatchObject({ kind: 'value', range: { start: { line: 0, character: 18 } } });
});

describe('the form', () => {
  const schema =
    '---\ninput:\n  schema:\n    name: string, who it is\n    age?: integer\n    score?: number\n    tone(enum): [warm, cool]\n    loud?: boolean\n    facts?(array): string\n    any?: any\n  default: { tone: warm, extra: 1 }\n---\n{{name}}';

  test('has a field for each input of the schema, and for what has a default', async () => {
    const { inputs } = await shown(schema);
    expect(inputs).toEqual([
      { name: 'name', kind: 'text', type: 'string', optional: false, description: 'who it is' },
      { name: 'age', kind: 'integer', type: 'integer', optional: true },
      { name: 'score', kind: 'number', type: 'number', optional: true },
      {
        name: 'tone',
        kind: 'choice',
        type: '"warm" | "cool"',
        optional: false,
        default: 'warm',
        choices: ['warm', 'cool'],
      },
      { name: 'loud', kind: 'boolean', type: 'boolean', optional: true },
      { name: 'facts', kind: 'json', type: 'list of string', optional: true },
      { name: 'any', kind: 'json', type: 'any', optional: true },
      { name: 'extra', kind: 'integer', type: 'integer', optional: false, default: 1 },
    ]);
  });

  test('has what the template reads when there is no schema', async () => {
    const { inputs } = await shown('{{a}} {{b.c}} {{#each list}}{{x}}{{/each}} {{@index}}');
    expect(inputs.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(['a: text', 'b: json', 'list: json']);
  });

  test('says which values do not fit', async () => {
    const vars = { age: 1.5, tone: 'loud', facts: ['a', 2], nmae: 'x' };
    const { problems } = await shown(schema, { ownValues: true, vars });
    expect(problems.map(({ input, message }) => `${input}: ${message}`).sort()).toEqual([
      'age: Expected integer.',
      'facts: Expected string at `1`.',
      'name: A value is needed.',
      'nmae: `nmae` is not in the schema.',
      'tone: Expected "warm" | "cool".',
    ]);
    const nested = '---\ninput: { schema: { user: { name: string } } }\n---\n{{user.name}}';
    expect((await shown(nested, { ownValues: true, vars: { user: {} } })).problems).toEqual([
      { input: 'user', message: '`name` is missing.' },
    ]);
  });
});

describe('the estimate', () => {
  test('is that of all messages, and the costs of its model and of others', async () => {
    const { messages, estimate } = await shown(prompt, {}, { files });
    const sum = messages.reduce((all, { tokens = 0 }) => all + tokens, 0);
    expect(estimate?.tokens).toBe(sum);
    expect(sum).toBeGreaterThan(messages.length);
    const [own, ...others] = estimate?.costs ?? [];
    const price = priceOf('openai/gpt-5-mini');
    expect(own).toEqual({
      model: 'openai/gpt-5-mini',
      own: true,
      costUsd: ((sum + chatFormatTokens(messages.length)) * (price?.input ?? 0)) / 1_000_000,
    });
    expect(others.map(({ model }) => model)).toEqual([...COMPARED_MODELS]);
  });

  test('is exact where the tokens can be counted at once, and else does not wait', async () => {
    const text = '---\nmodel: gpt-4o\n---\nHi';
    const dispose = () => Promise.resolve();
    const counting = { count: () => Promise.resolve([42]), dispose };
    const exact = await shown(text, {}, { context: { tokenCounter: counting } });
    expect([exact.estimate, exact.messages[0]]).toMatchObject([
      { tokens: 42, exact: true },
      { tokens: 42, exact: true },
    ]);
    const reading = { count: () => new Promise<undefined>(() => undefined), dispose };
    const estimated = await shown(text, {}, { context: { tokenCounter: reading } });
    expect(estimated.estimate).toMatchObject({ tokens: 1, exact: false });
  });

  test('compares with models that have a price, and says when the own one has none', async () => {
    expect(PRICES.length).toBeGreaterThan(0);
    for (const model of COMPARED_MODELS) expect(priceOf(model)).toBeDefined();
    const { estimate } = await shown('---\nmodel: nobody/x\n---\nHi');
    expect(estimate?.costs[0]).toEqual({ model: 'nobody/x', own: true });
  });

  test('is absent when there is no engine', async () => {
    const result = await shown(
      'Hi',
      {},
      { context: { loadEngine: () => Promise.reject(new Error('none')) } },
    );
    expect([texts(result), result.estimate, result.messages[0]?.tokens]).toEqual([
      ['user: Hi'],
      undefined,
      undefined,
    ]);
  });
});

test('what cannot be rendered comes as an error with its place, and the form stays', async () => {
  const result = await shown('Hi {{name}}\n{{#if x}}');
  expect(result.messages).toEqual([]);
  expect(result.error?.message).toBeTruthy();
  expect(result.error?.range?.start).toEqual({ line: 1, character: 0 });
  expect(result.inputs.map(({ name }) => name)).toEqual(['name', 'x']);
});

test('a prompt that is not there is named', async () => {
  const { context } = await open('');
  await expect(preview(context, { uri: 'file:///workspace/none.prompt' })).rejects.toThrow(
    'none.prompt does not exist',
  );
});
