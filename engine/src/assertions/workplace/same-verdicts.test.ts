import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AssertionSpec, AssertionVerdict } from '../../runner/test-case';
import type { Observation } from '../assertion';
import { NO_TOOLS, type AssertionTools } from '../assertion-tools';
import { judge } from '../judge';
import { golden, observed, of } from '../testing/golden';
import { transformOutput } from '../transform-output';
import { ProcessWorkplace } from './process-workplace';

/** The process runs from source, as jest does. */
const flags = ['--conditions=prompthub-source', '--require', resolve(__dirname, '../../../from-source.cjs')];
const workplace = new ProcessWorkplace({ size: 2, flags, limitMs: 30_000 });
afterAll(() => workplace.dispose());

const FILES: Readonly<Record<string, string>> = {
  'check.ts':
    'export const short = (output: string) => output.length < 9; export const wanted = () => "hello";',
  'broken.ts': 'export default (',
  'schema.json': '{ "type": "object", "required": ["n"] }',
  'broken.yaml': 'a: [',
};
const tools: AssertionTools = {
  ...NO_TOOLS,
  readFile: (name) => Promise.resolve(FILES[name] ?? ''),
  plugins: ['check.ts'],
};

type Pair = readonly [AssertionSpec, Observation];

async function both([spec, at]: Pair): Promise<readonly AssertionVerdict[]> {
  return Promise.all([
    judge(spec, at, { index: 0, tools }),
    judge(spec, at, { index: 0, tools: { ...tools, workplace } }),
  ]);
}

async function checkAll(pairs: readonly Pair[]): Promise<void> {
  const judged = await Promise.all(pairs.map(both));
  expect(judged.map(([, apart]) => apart)).toEqual(judged.map(([here]) => here));
}

const negated = ([spec, at]: Pair): Pair => [{ ...spec, type: `not-${spec.type}` }, at];

test('every assertion has the same verdict here and in a process apart, with the same words', async () => {
  const pairs = golden.flatMap(([spec, holds, fails]): Pair[] => [
    [spec, of(holds)],
    [spec, of(fails)],
  ]);
  const sent = jest.spyOn(workplace, 'evaluate');
  await checkAll([...pairs, ...pairs.map(negated)]);
  expect(sent.mock.calls.length).toBeGreaterThan(pairs.length);
});

test('so have promptfoo’s cases', async () => {
  const text = readFileSync(resolve(__dirname, '../testing/promptfoo-verdicts.json'), 'utf8');
  const { cases } = JSON.parse(text) as { cases: Case[] };
  expect(cases.length).toBeGreaterThan(500);
  const pairs = cases.map(({ assertion, output, answer, calls, ...seen }): Pair => {
    const isText = typeof output === 'string';
    const at = observed(isText ? output : JSON.stringify(output), {
      ...{ ...seen, toolCalls: calls, data: isText ? undefined : output },
      ...{ finishReason: answer?.finishReason, costUsd: answer?.cost, logProbs: answer?.logProbs },
    });
    return [assertion, at];
  });
  await checkAll(pairs);
});

interface Case extends Pick<Observation, 'tools' | 'latencyMs'> {
  readonly assertion: AssertionSpec;
  readonly output: unknown;
  readonly calls?: Observation['toolCalls'];
  readonly answer?: { finishReason?: string; cost?: number; logProbs?: number[] };
}

test('so have code, files, transforms and sets, and what is wrong with them', async () => {
  const specs: readonly AssertionSpec[] = [
    { type: 'javascript', value: 'context.vars.name === "Ada" && output' },
    { type: 'javascript', value: 'output.n', config: { a: [1] } },
    { type: 'javascript', value: 'nothing.here' },
    { type: 'javascript', value: 'this is no code' },
    { type: 'javascript', value: "'x'.repeat(2 ** 29)" },
    { type: 'javascript', value: 'process.exit(1)' },
    {
      type: 'javascript',
      value: "globalThis.constructor.constructor('return typeof process')() === 'undefined'",
    },
    { type: 'javascript', value: '(function f() { return f() + 1 })()' },
    { type: 'javascript', value: 'file://check.ts:short' },
    { type: 'javascript', value: 'file://check.ts:missing' },
    { type: 'javascript', value: 'file://broken.ts' },
    { type: 'short' },
    { type: 'shrot' },
    { type: 'equals', value: 'file://check.ts:wanted' },
    { type: 'is-json', value: 'file://schema.json' },
    { type: 'equals', value: 'file://broken.yaml' },
    { type: 'contains', value: 'HELLO', transform: 'output.toUpperCase()' },
    { type: 'contains', value: 'x', transform: 'undefined' },
    { type: 'regex', value: '(' },
    { type: 'is-json', value: { $ref: '#/nowhere' } },
    { type: 'levenshtein', value: 'x'.repeat(30_000) },
    { type: 'llm-rubric', value: 'polite' },
    { type: 'context-recall', value: 'x', contextTransform: 'context.vars.none.there' },
    {
      type: 'assert-set',
      threshold: 0.5,
      assert: [
        { type: 'contains', value: 'h' },
        { type: 'short' },
        { type: 'javascript', value: '0.25', weight: 2 },
      ],
    },
  ];
  const outputs = [observed('hello'), observed('{"n": 1}', { data: { n: 1 } })];
  await checkAll(specs.flatMap((spec) => outputs.map((at): Pair => [spec, at])));
});

test('what does not end is stopped there as it is here, in the same words', async () => {
  const verdictOf = async (spec: AssertionSpec, output: string): Promise<AssertionVerdict> =>
    judge(spec, observed(output), { index: 0, tools: { ...tools, workplace } });
  const unlucky = `${'a'.repeat(60)}b`;
  // Each part uses the next one twice.
  const parts = Array.from({ length: 40 }, (_, at): [string, object] => {
    const next = { $ref: `#/$defs/${at + 1}` };
    return [`${at}`, { allOf: [next, next] }];
  });
  const doubling = { $ref: '#/$defs/0', $defs: { ...Object.fromEntries(parts), 40: { type: 'object' } } };
  const numbers = JSON.stringify(Array.from({ length: 100_000 }, (_, at) => at));
  expect(
    await Promise.all([
      verdictOf({ type: 'javascript', value: 'while (true) {}' }, ''),
      verdictOf({ type: 'regex', value: '(a+)+$' }, unlucky),
      verdictOf({ type: 'is-json', value: doubling }, '{}'),
      verdictOf({ type: 'is-json', value: { uniqueItems: true } }, numbers),
    ]),
  ).toMatchObject([
    { errored: true, reason: 'The JavaScript did not finish. The code took more than 1000 ms.' },
    { errored: true, reason: 'The regular expression (a+)+$ took more than 1000 ms. Simplify it.' },
    { errored: true, reason: 'The schema of "is-json" took more than 1000 ms.' },
    { errored: true, reason: 'The schema of "is-json" took more than 1000 ms.' },
  ]);
});

test('a transform of a test gives the same', async () => {
  const setting = { vars: { name: 'Ada' }, readFile: tools.readFile };
  const apart = { ...setting, workplace };
  for (const code of ['[output, context.vars]', 'output + "!"', 'file://check.ts:wanted', 'oops(']) {
    const made = await Promise.allSettled(
      [setting, apart].map((each) => transformOutput(code, { output: 'hello' }, each)),
    );
    expect(made[1]).toEqual(made[0]);
  }
});
