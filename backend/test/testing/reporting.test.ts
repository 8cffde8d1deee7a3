import type { ReportedTest, TestReport } from '@prompthub/protocol';
import fc from 'fast-check';
import { ROOT } from '../execution/model-hub';
import { prompt, TestingHub } from './test-hub';

let at: TestingHub;
beforeAll(async () => {
  at = await TestingHub.start({ 'a.prompt': prompt(['one', 'two']), 'b.prompt': prompt(['three']) });
  await at.keepContents('all');
});
afterAll(() => at?.close());

const passed = (index: number, more: Partial<ReportedTest> = {}): ReportedTest => ({
  ...{
    description: `Test ${index + 1}`,
    source: 'a.prompt',
    index,
    mode: 'run',
    vars: {},
    status: 'passed',
    output: 'fine',
  },
  ...{ verdicts: [], latencyMs: 1, ...more },
});

const reportOf = (tests: readonly ReportedTest[], more: Partial<TestReport> = {}): TestReport => ({
  ...{ version: 1, startedAt: '2026-11-22T09:30:00.000Z', durationMs: 1500 },
  totals: { passed: 99, failed: 0, errored: 0, skipped: 0, total: 99 },
  prompts: [{ prompt: 'a.prompt', tests: [...tests] }],
  ...more,
});

const send = (report: unknown, more: object = {}) =>
  at.request('/reports', { json: { ref: at.commit, source: 'CI, job 7', report, ...more } });

it('is kept as reported: who says so, from where, and counted anew', async () => {
  const { status, body } = await send(
    reportOf([passed(0, { costUsd: 0.25 }), passed(1, { status: 'failed', costUsd: 0.5 })]),
  );
  expect(status).toBe(201);
  expect(body).toMatchObject({
    ...{
      from: 'reported',
      status: 'failed',
      source: 'CI, job 7',
      commit: at.commit,
      by: { name: 'editor person' },
    },
    totals: { passed: 1, failed: 1, total: 2, costUsd: 0.75 },
    ...{ startedAt: '2026-11-22T09:30:00.000Z', durationMs: 1500 },
  });
  expect((await at.request(`/${body.id}`)).body).toEqual(body);
  expect(at.asked).toEqual([]);
});

const text = fc.string({
  unit: fc.constantFrom('a', '\0', '\ud800', '😀', '"', '\\', '\n', '{'),
  maxLength: 20,
});
const amount = fc.oneof(fc.double({ min: 0, max: 1e308, noNaN: true }), fc.constant(0));
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const anyTest: fc.Arbitrary<ReportedTest> = fc.record(
  {
    ...{ description: text, source: text, index: fc.nat(), output: text, latencyMs: amount },
    mode: fc.constantFrom('run', 'render'),
    vars: fc.dictionary(text, fc.jsonValue()),
    status: fc.constantFrom('passed', 'failed', 'errored', 'skipped'),
    verdicts: fc.array(
      fc.record({
        type: text,
        pass: fc.boolean(),
        score: unit,
        reason: text,
        index: fc.nat(),
        expected: text,
        actual: text,
      }),
      { maxLength: 3 },
    ),
    ...{ error: text, costUsd: amount, column: fc.nat({ max: 3 }), model: text, score: unit, line: fc.nat() },
  },
  {
    requiredKeys: [
      'description',
      'source',
      'index',
      'output',
      'latencyMs',
      'mode',
      'vars',
      'status',
      'verdicts',
    ],
  },
);
const anyReport: fc.Arbitrary<TestReport> = fc.record({
  version: fc.constant(1 as const),
  startedAt: fc.constantFrom('0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-11-22T09:30:00.5Z'),
  durationMs: amount,
  totals: fc.constant({ passed: 0, failed: 0, errored: 0, skipped: 0, total: 0 }),
  columns: fc.array(fc.record({ label: text, model: text }), { maxLength: 3 }),
  prompts: fc.array(
    fc.record({
      prompt: fc.constantFrom('a.prompt', 'b.prompt'),
      tests: fc.array(anyTest, { maxLength: 4 }),
    }),
    { maxLength: 2 },
  ),
});

it('gives back what any report said', async () => {
  await fc.assert(
    fc.asyncProperty(anyReport, async (report) => {
      const { status, body, text: said } = await send(report);
      expect([status, said]).toEqual([201, said]);
      expect((await at.request(`/${body.id}`)).status).toBe(200);
      const results = await at.results(body.id);
      const told = report.prompts.flatMap(({ prompt: path, tests }) =>
        tests.map((test) => ({ ...test, prompt: path, contents: 'kept' })),
      );
      expect(results).toEqual(JSON.parse(JSON.stringify(told)));
    }),
    { numRuns: 40 },
  );
});

it.each<[what: string, report: unknown, code: string, words: RegExp]>([
  ['of another version', { ...reportOf([]), version: 2 }, 'validation-failed', /version/],
  ['that is none', { hello: 'world' }, 'validation-failed', /startedAt/],
  [
    'with a status of its own',
    reportOf([passed(0, { status: 'great' as never })]),
    'validation-failed',
    /status/,
  ],
  [
    'about another file',
    reportOf([], { prompts: [{ prompt: '../x.prompt', tests: [] }] }),
    'prompt-not-in-version',
    /"\.\.\/x\.prompt"/,
  ],
  [
    'without end',
    reportOf(Array.from({ length: 10_001 }, (_, index) => passed(index))),
    'too-many-test-results',
    /10001 results.*10000/,
  ],
  [
    'with a huge description',
    reportOf([passed(0, { description: 'x'.repeat(300_000) })]),
    'test-result-too-large',
    /256 KiB/,
  ],
])('is refused in words: one %s', async (_what, report, code, words) => {
  const { status, body, text: said } = await send(report);
  expect([status, body.code, said]).toEqual([422, code, expect.stringMatching(words)]);
});

it('cuts what is long, and says so', async () => {
  const long = { vars: { word: 'x'.repeat(200_000) }, output: 'y'.repeat(150_000) };
  const [result] = await at.results((await send(reportOf([passed(0, long)]))).body.id);
  expect(result.output).toMatch(/^y{100000}… \(50000 more characters were not kept\)$/);
  expect(JSON.stringify(result.vars)).toContain('not kept');
});

describe('an environment that requires tests', () => {
  const deploy = (name: string, json: object) =>
    at.hub.request(`${ROOT}/environments/${name}/deployments`, {
      as: 'editor',
      json: { why: 'x', ref: at.commit, ...json },
    });

  beforeAll(async () => {
    // A version of its own: a random report above may have shown that all of a prompt's tests pass.
    await at.publish({ 'fresh.prompt': 'Hello\n' });
    for (const from of ['hub', 'any'])
      await at.hub.request(`${ROOT}/environments`, {
        as: 'owner',
        json: { name: `from-${from}`, requires: { testRun: 'passed', from } },
      });
  });

  it.each<[what: string, report: TestReport]>([
    ['left out a test', reportOf([passed(0)])],
    ['failed', reportOf([passed(0), passed(1, { status: 'failed' })])],
    [
      'asked other models alone',
      reportOf([passed(0), passed(1)], { columns: [{ label: 'x', model: 'x/y' }] }),
    ],
    ['says one test twice', reportOf([passed(0), passed(0)])],
  ])('takes no report that %s', async (_what, report) => {
    await send(report);
    expect((await deploy('from-any', { path: 'a.prompt' })).body.code).toBe('tests-required');
  });

  it('takes a whole one where reports are enough', async () => {
    await send(reportOf([passed(0), passed(1)]));
    expect((await deploy('from-hub', { path: 'a.prompt' })).body.code).toBe('tests-required');
    expect((await deploy('from-any', { path: 'a.prompt' })).status).toBe(201);
    expect((await deploy('from-any', {})).body.missing).toEqual(['b.prompt']);
  });
});
