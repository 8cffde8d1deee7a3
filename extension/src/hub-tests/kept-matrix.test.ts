import type { ReportedTest, TestReport } from '@prompthub/protocol';
import { matrixView } from '../matrix/matrix-view';
import { keptMatrix } from './kept-matrix';

const reported = (index: number, more: Partial<ReportedTest> = {}): ReportedTest => ({
  ...{ description: `test ${index}`, source: 'reply.tests.yaml', index, mode: 'run', vars: {} },
  ...{ status: 'passed', output: 'Hello', verdicts: [], latencyMs: 5 },
  ...more,
});
/** As they were when the first of the tests below had ended. */
const totals = { passed: 1, failed: 0, errored: 0, skipped: 0, total: 4 };
const report: TestReport = {
  ...{ version: 1, startedAt: '2026-06-15T12:00:00.000Z', durationMs: 9, totals },
  prompts: [],
};
const matrix = (more: Partial<TestReport>) =>
  keptMatrix({ title: 'main', report: { ...report, ...more }, fileOf: (path) => `file:///desk/${path}` });

test('each test is a row, with what each column answered', () => {
  const tests = [
    reported(0, { column: 0 }),
    reported(0, { column: 1, output: 'Bye' }),
    reported(1, { column: 0 }),
    reported(1, { column: 1, status: 'failed' }),
  ];
  const run = matrix({
    columns: [{ label: 'small' }, { label: 'large' }],
    prompts: [{ prompt: 'reply.prompt', tests }],
  });
  expect(run.rows.map(({ uri, testId }) => [uri, testId])).toEqual([
    ['file:///desk/reply.prompt', 'file:///desk/reply.tests.yaml#0'],
    ['file:///desk/reply.prompt', 'file:///desk/reply.tests.yaml#1'],
  ]);
  const { state, summary, columns, rows, cells } = matrixView(run);
  expect([state, summary]).toEqual(['ended', '3 passed, 1 failed']);
  expect(columns.map(({ label }) => label)).toEqual(['small', 'large']);
  expect(rows.map(({ differ }) => differ)).toEqual([true, false]);
  expect(cells.map(({ id, status }) => `${id} ${status}`)).toEqual([
    '0 0 passed',
    '0 1 passed',
    '1 0 passed',
    '1 1 failed',
  ]);
});

test('rows of a dataset, and tests of several prompts, are not mistaken for each other', () => {
  const tests = [reported(0, { line: 2 }), reported(0, { line: 3 })];
  const run = matrix({
    prompts: [
      { prompt: 'a.prompt', tests },
      { prompt: 'b.prompt', tests: [reported(0, { line: 2 })] },
    ],
  });
  expect(run.rows.map(({ prompt }) => prompt)).toEqual(['a.prompt', 'a.prompt', 'b.prompt']);
  expect(run.cells()).toHaveLength(3);
});
