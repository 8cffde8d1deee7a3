import { judge } from './judge';
import { observed } from './testing/golden';

const schema = {
  type: 'object',
  required: ['id', 'customer', 'lines'],
  properties: {
    id: { type: 'integer' },
    note: { type: 'string' },
    customer: { $ref: '#/$defs/person' },
    lines: {
      type: 'array',
      items: { type: 'object', required: ['title', 'price'], properties: { price: { type: 'number' } } },
    },
  },
  $defs: {
    person: {
      type: 'object',
      required: ['name', 'email'],
      properties: { name: { type: 'string' }, email: { type: 'string', pattern: '@' } },
    },
  },
};
const lines = [
  { title: 'a', price: 1 },
  { title: 'b', price: 2 },
];
const customer = { name: 'Ada', email: 'a@b.example' };

const scoreOf = async (output: unknown, value: unknown = schema): Promise<number> =>
  (await judge({ type: 'json-distance', value }, observed(JSON.stringify(output)), { index: 0 })).score;

test.each([
  ['all leaves', { id: 1, customer, lines }, 7 / 7],
  ['more than is required', { id: 1, customer, lines, note: 5, other: [] }, 1],
  ['a wrong type', { id: '1', customer, lines }, 6 / 7],
  [
    'a member of a definition that does not fit',
    { id: 1, customer: { name: 'Ada', email: 'x' }, lines },
    6 / 7,
  ],
  ['a map that is missing counts as its leaves', { id: 1, lines }, 5 / 7],
  ['an item without a member', { id: 1, customer, lines: [{ title: 'a' }] }, 4 / 5],
  ['a list that is missing is one leaf', { id: 1, customer }, 3 / 4],
  ['an empty list is valid', { id: 1, customer, lines: [] }, 1],
  ['nothing of it', {}, 0],
  ['another kind of value', [1], 0],
])('%s', async (_name, output, score) => {
  expect(await scoreOf(output)).toBeCloseTo(score, 12);
});

test('what is not JSON has nothing of it, and the reason names what is wrong', async () => {
  const spec = { type: 'json-distance', value: schema, threshold: 0.5 };
  expect(await judge(spec, observed('Here: {}'), { index: 0 })).toMatchObject({ pass: false, score: 0 });
  const near = await judge(spec, observed(JSON.stringify({ id: 1, customer, lines: 'none' })), { index: 0 });
  expect(near).toMatchObject({ pass: true, score: 0.75 });
  const far = await judge(spec, observed('{"id": true}'), { index: 0 });
  expect(far.reason).toMatch(/\/customer\/name: is missing/);
});

test('a schema that refers to itself ends', async () => {
  const tree = { required: ['next'], properties: { next: { $ref: '#' } }, type: 'object' };
  const chain = {
    required: ['next'],
    properties: { next: { $ref: '#/$defs/node' } },
    $defs: { node: { required: ['next', 'n'], properties: { next: { $ref: '#/$defs/node' } } } },
  };
  expect(await scoreOf({ next: { next: {} } }, tree)).toBeLessThan(1);
  expect(await scoreOf({ next: { n: 1 } }, chain)).toBeGreaterThan(0);
});

test('without a schema it is errored', async () => {
  for (const value of [undefined, true, 'text'])
    expect(await judge({ type: 'json-distance', value }, observed('{}'), { index: 0 })).toMatchObject({
      errored: true,
    });
});
