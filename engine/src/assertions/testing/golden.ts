import type { AssertionSpec } from '../../runner/test-case';
import type { Span } from '../../traces/span';
import type { Observation } from '../assertion';

/** What an assertion sees of an answer. */
export const observed = (output: string, more: Partial<Observation> = {}): Observation => ({
  output,
  vars: { name: 'Ada', user: { city: 'Zürich' } },
  prompt: 'Say hello',
  model: 'openai/gpt-5-mini',
  latencyMs: 120,
  costUsd: 0.002,
  ...more,
});
export const schema = {
  type: 'object',
  properties: { n: { type: 'integer' } },
  required: ['n'],
  additionalProperties: false,
};

export const tools = [
  {
    name: 'search',
    inputSchema: { type: 'object', required: ['query'], properties: { query: { type: 'string' } } },
  },
] as const;
const called = (...names: readonly string[]): Observation =>
  observed('', { toolCalls: names.map((name) => ({ name, arguments: '{}' })) });
const calledWith = (args: unknown): Observation =>
  observed('', { toolCalls: [{ name: 'search', arguments: JSON.stringify(args) }] });

const traced = (...spans: readonly (Partial<Span> & { readonly name: string })[]): Observation =>
  observed('', { spans: spans.map((span, index) => ({ spanId: `${index}`, ...span })) });
const usedSkills = (...skills: readonly string[]): Observation =>
  observed('', {
    toolCalls: skills.map((skill) => ({ name: 'Skill', arguments: JSON.stringify({ skill }) })),
  });

/** For each assertion: an output for which it holds, and one for which it does not. */
export const golden: readonly (readonly [
  spec: AssertionSpec,
  holds: string | Observation,
  fails: string | Observation,
])[] = [
  [{ type: 'equals', value: 'yes' }, 'yes', 'yes!'],
  [{ type: 'equals', value: 42 }, '42', '43'],
  [{ type: 'equals', value: { a: [1, null] } }, '{ "a": [1, null] }', '{ "a": [1] }'],
  [{ type: 'contains', value: 'ell' }, 'hello', 'HELLO'],
  [{ type: 'contains', value: 'Hi {{name}} of {{ user.city }}' }, 'Hi Ada of Zürich!', 'Hi Bob of Zürich!'],
  [{ type: 'icontains', value: 'ELL' }, 'hello', 'help'],
  [{ type: 'contains-all', value: ['a', 'b'] }, 'b and a', 'only a'],
  [{ type: 'contains-all', value: 'a, "b, c"' }, 'a b, c', 'a b c'],
  [{ type: 'contains-any', value: ['x', 'y'] }, 'why, y', 'no'],
  [{ type: 'contains-any', value: 'x,y' }, 'x', 'no'],
  [{ type: 'regex', value: '^\\d{3}$' }, '123', '1234'],
  [{ type: 'regex', value: '/^h/i' }, 'Hello', 'oh'],
  [{ type: 'starts-with', value: 'Dear' }, 'Dear you', 'Oh Dear'],
  [{ type: 'is-json' }, '[1]', 'JSON: [1]'],
  [{ type: 'is-json', value: schema }, '{"n": 1}', '{"n": "1"}'],
  [{ type: 'is-json', value: JSON.stringify(schema) }, '{"n": 1}', '{"n": 1, "m": 2}'],
  [{ type: 'contains-json' }, 'Here: {"a": "}"} done', 'Here: {a}'],
  [{ type: 'contains-json', value: schema }, 'first {} then {"n": 1}', 'only {"n": 1.5}'],
  [{ type: 'levenshtein', value: 'kitten', threshold: 3 }, 'sitting', 'sitting down'],
  [{ type: 'levenshtein', value: 'abcde' }, '', 'abcdefghijklm'],
  [{ type: 'bleu', value: 'the cat sat on the mat' }, 'The cat sat on the mat today', 'a dog lay on a rug'],
  [{ type: 'bleu', value: ['no', 'one two, three'] }, 'one two, three', 'four'],
  [{ type: 'gleu', value: 'The cat sat.' }, 'the cat sat', 'a dog lay'],
  [{ type: 'meteor', value: 'the cats were sitting' }, 'the cat were sitting', 'a dog lay'],
  [{ type: 'rouge-n', value: "It can't be, can it?" }, "can it be? it can't,", 'it is'],
  [{ type: 'rouge-l', value: 'one two three four' }, 'one two three', 'four three two one'],
  [{ type: 'chrf', value: '今日は良い天気です' }, '今日は良い天気', '明日'],
  [{ type: 'json-distance', value: schema }, '{"n": 1, "more": 2}', '{"n": "1"}'],
  [{ type: 'icontains-all', value: ['A', 'b'] }, 'B and a', 'only A'],
  [{ type: 'icontains-any', value: 'X, "Y, z"' }, 'y, Z', 'y'],
  [{ type: 'word-count', value: 2 }, ' two\nwords ', 'three words here'],
  [{ type: 'word-count', value: '1' }, 'well-known', ''],
  [{ type: 'word-count', value: { min: 2 } }, 'one two', 'one'],
  [{ type: 'word-count', value: { min: 1, max: 2 } }, 'one two', 'one two three'],
  [{ type: 'is-refusal' }, 'I’m sorry, but I can’t help with that.', 'I can help with that.'],
  [{ type: 'is-xml' }, '<?xml version="1.0"?><a x="1">&amp;<b/></a>', '<a><b></a></b>'],
  [{ type: 'is-xml', value: 'order.item' }, '<order><item/></order>', '<order/>'],
  [{ type: 'is-xml', value: ['a.b.1'] }, '<a><b/><b/></a>', '<a><b/></a>'],
  [{ type: 'is-xml' }, '<!DOCTYPE a SYSTEM "a.dtd"><a/>', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
  [{ type: 'contains-xml' }, 'Here: <a>x</a>.', 'x < y > z <a>'],
  [{ type: 'contains-xml', value: { requiredElements: ['a.b'] } }, 'see <a><b/></a>', 'see <a/> and <b/>'],
  [{ type: 'is-html' }, '<ul><li>one<li>two</ul>', 'Here: <p>Hi</p>'],
  [{ type: 'is-html' }, '<!doctype html><body>Hi', '<order/>'],
  [{ type: 'contains-html' }, 'Here: <p>Hi</p>', 'List<T> is generic'],
  [{ type: 'contains-html' }, '<!DOCTYPE html>', '2 < 3 > 1'],
  [
    { type: 'tool-call-f1', value: ['search', 'book'], threshold: 0.6 },
    observed('', { toolCalls: [{ name: 'search' }] }),
    observed('search', { toolCalls: [] }),
  ],
  [{ type: 'tool-call-f1', value: 'search' }, '[{"type":"tool_use","name":"search"}]', '[{"name":"other"}]'],
  [{ type: 'is-sql' }, 'SELECT a, b FROM t WHERE c = 1;', 'SELEC * FROM t'],
  [{ type: 'is-sql', value: { databaseType: 'PostgreSQL' } }, 'SELECT a::text FROM t', 'SELECT [a] FROM t'],
  [
    { type: 'is-sql', value: { allowedTables: ['select::null::(users|orders)'] } },
    'SELECT * FROM users JOIN orders ON users.id = orders.user_id',
    'DELETE FROM users',
  ],
  [
    { type: 'is-sql', value: { allowedColumns: ['select::users::name'] } },
    'SELECT name FROM users',
    'SELECT password FROM users',
  ],
  [{ type: 'contains-sql' }, 'Try this:\n```sql\nSELECT 1\n```', 'Try this:\n```sql\nSELEC 1\n```'],
  ...['is-valid-function-call', 'is-valid-openai-function-call', 'is-valid-openai-tools-call'].map(
    (type) =>
      [
        { type },
        observed('', { tools, toolCalls: [{ name: 'search', arguments: '{"query":"x"}' }] }),
        observed('', { tools, toolCalls: [{ name: 'search', arguments: '{"query":1}' }] }),
      ] as const,
  ),
  [
    { type: 'is-valid-function-call' },
    observed('[{"type":"tool_use","name":"search","input":{"query":"x"}}]', { tools }),
    observed('[{"type":"tool_use","name":"other","input":{}}]', { tools }),
  ],
  [
    { type: 'is-valid-function-call' },
    observed('', { tools, toolCalls: [{ name: 'search', arguments: '{"query":""}' }] }),
    observed('', { tools, toolCalls: [{ name: 'search', arguments: '{"query":' }] }),
  ],
  [{ type: 'trajectory:tool-used', value: 'se*' }, called('search', 'book'), called('book')],
  [
    { type: 'trajectory:tool-used', value: ['search', { pattern: 'b??k' }] },
    called('book', 'search'),
    called(),
  ],
  [
    { type: 'trajectory:tool-used', value: { name: 'search', min: 2, max: 2 } },
    called('search', 'search'),
    called('search', 'search', 'search'),
  ],
  [
    { type: 'trajectory:tool-sequence', value: ['search', 'book'] },
    called('search', 'look', 'book'),
    called('book', 'search'),
  ],
  [
    { type: 'trajectory:tool-sequence', value: { steps: ['search', 'book'], mode: 'exact' } },
    called('search', 'book'),
    called('search', 'look', 'book'),
  ],
  [{ type: 'trajectory:step-count', value: { max: 1 } }, called('search'), called('search', 'book')],
  [
    { type: 'trajectory:step-count', value: { name: 'b*', min: 1 } },
    called('search', 'book'),
    called('search'),
  ],
  [
    { type: 'trajectory:tool-args-match', value: { name: 'search', args: { place: { city: 'Bern' } } } },
    calledWith({ place: { city: 'Bern', zip: 3000 }, at: 1 }),
    calledWith({ place: { zip: 3000 } }),
  ],
  [
    {
      type: 'trajectory:tool-args-match',
      value: { name: 'search', args: { n: [1] }, mode: 'exact', defaults: { lang: 'en' }, ignore: 'id*' },
    },
    calledWith({ n: [1], lang: 'en', idOfCall: 7 }),
    calledWith({ n: [1], lang: 'de' }),
  ],
  [
    { type: 'trace-span-count', value: { pattern: 'chat *', min: 1, max: 2 } },
    traced({ name: 'chat gpt-5' }, { name: 'tool_call search' }),
    traced({ name: 'tool_call search' }),
  ],
  [
    { type: 'trace-span-duration', value: { max: 100, percentile: 50 } },
    traced({ name: 'a', startTime: 0, endTime: 100 }, { name: 'b', startTime: 0, endTime: 500 }),
    traced({ name: 'a', startTime: 0, endTime: 101 }, { name: 'b', startTime: 0, endTime: 500 }),
  ],
  [
    { type: 'trace-error-spans', value: { max_percentage: 50 } },
    traced({ name: 'a' }, { name: 'b', statusCode: 2 }),
    traced({ name: 'a', attributes: { error: true } }, { name: 'b', statusMessage: 'Timeout' }),
  ],
  [{ type: 'skill-used', value: 'review' }, usedSkills('test', 'review'), usedSkills('Review')],
  [
    { type: 'skill-used', value: { pattern: 're*' } },
    observed('', { toolCalls: [{ name: 'skill', arguments: '{"name":"review"}' }] }),
    observed('', { toolCalls: [{ name: 'review', arguments: '{}' }] }),
  ],
  [
    { type: 'guardrails' },
    observed('Hi', { finishReason: 'stop' }),
    observed('', { finishReason: 'content-filter' }),
  ],
  [
    { type: 'perplexity', threshold: 2 },
    observed('a', { logProbs: [Math.log(0.5), Math.log(0.5)] }),
    observed('a', { logProbs: [Math.log(0.4)] }),
  ],
  [
    { type: 'perplexity-score', threshold: 0.3 },
    observed('a', { logProbs: [Math.log(0.5)] }),
    observed('a', { logProbs: [Math.log(0.4)] }),
  ],
  [
    { type: 'finish-reason', value: 'tool_calls' },
    observed('', { finishReason: 'tool-calls' }),
    observed('', { finishReason: 'stop' }),
  ],
  [{ type: 'latency', threshold: 200 }, observed('', { latencyMs: 200 }), observed('', { latencyMs: 201 })],
  [{ type: 'cost', threshold: 0.01 }, observed('', { costUsd: 0.01 }), observed('', { costUsd: 0.011 })],
  [{ type: 'javascript', value: 'output.length > 2' }, 'abc', 'ab'],
  [{ type: 'javascript', value: 'output.length', threshold: 3 }, 'abc', 'ab'],
  [
    { type: 'javascript', value: 'output.kind === "x"' },
    observed('{}', { data: { kind: 'x' } }),
    observed('{}', { data: { kind: 'y' } }),
  ],
  [
    {
      type: 'javascript',
      value: 'return { pass: output.includes(context.vars.name), score: 0.7, reason: "why" }',
    },
    'Ada',
    'Bob',
  ],
  [
    {
      type: 'assert-set',
      assert: [
        { type: 'contains', value: 'a' },
        { type: 'contains', value: 'b' },
      ],
    },
    'ab',
    'a',
  ],
  [
    {
      type: 'assert-set',
      threshold: 0.5,
      assert: [
        { type: 'contains', value: 'a' },
        { type: 'contains', value: 'b' },
      ],
    },
    'a',
    'c',
  ],
];
export const of = (output: string | Observation): Observation =>
  typeof output === 'string' ? observed(output) : output;
