import type { ReportedTest } from '@prompthub/protocol';
import { MatrixRun } from './matrix-run';
import { factsOf, matrixView, viewCell } from './matrix-view';

const reported = (more: Partial<ReportedTest> = {}): ReportedTest => ({
  ...{ description: 'greets', source: 'a.prompt', index: 0, mode: 'run', vars: {}, status: 'passed' },
  ...{ output: 'Hi Ada\nhow are you?', verdicts: [], latencyMs: 1200 },
  ...more,
});

function runOf(...cells: [number, number, Partial<ReportedTest>][]): MatrixRun {
  const columns = [{ label: 'one' }, { label: 'two' }];
  const run = new MatrixRun({ title: 'a.prompt', prompts: [{ uri: 'file:///a.prompt' }], columns });
  run.rows = ['greets', 'refuses'].map((description) => ({
    ...{ uri: 'file:///a.prompt', prompt: 'a.prompt', testId: description, description },
  }));
  for (const [row, column, test] of cells) run.end(row, column, reported(test));
  return run;
}

test('while it runs, a page says how far it is, and columns what they have', () => {
  const view = matrixView(
    runOf([0, 0, { costUsd: 0.5 }], [1, 0, { status: 'failed', latencyMs: 3400, costUsd: 0.25 }]),
  );
  expect(view).toMatchObject({
    ...{ state: 'running', summary: '2 of 4 ended', comparison: [] },
    columns: [
      { label: 'one', summary: '1 of 2 passed · $0.75 · 1.2 s each' },
      { label: 'two', summary: '' },
    ],
  });
});

test('a row differs when its answers are not one text, however they were judged', () => {
  const view = matrixView(
    runOf([0, 0, {}], [0, 1, { output: 'Hello' }], [1, 0, {}], [1, 1, { status: 'failed' }]),
  );
  expect(view.rows.map(({ differ }) => differ)).toEqual([true, false]);
});

test('what came out is summed up, with what judges took', () => {
  const run = runOf([0, 0, {}]);
  run.state = 'ended';
  const totals = {
    passed: 1,
    failed: 0,
    errored: 2,
    skipped: 1,
    total: 4,
    costUsd: 0.5,
    judgingCostUsd: 0.1,
  };
  const report = { version: 1, startedAt: '', durationMs: 1, totals, prompts: [] } as const;
  run.result = { runId: 'r', report: { ...report, prompts: [] }, comparison: ['A difference is not shown.'] };
  expect(matrixView(run)).toMatchObject({
    summary: '1 passed, 2 errored, 1 skipped · $0.50 · judges $0.10',
    comparison: ['A difference is not shown.'],
  });
});

test.each<[Partial<ReportedTest>, string]>([
  [{}, '1.2 s'],
  [{ latencyMs: 0 }, ''],
  [{ costUsd: 0 }, '$0 · 1.2 s'],
  [{ score: 0.5, verdicts: [] }, '1.2 s'],
  [
    { score: 2 / 3, verdicts: [{ type: 'equals', pass: true, score: 1, reason: '', index: 0 }] },
    'score 0.67 · 1.2 s',
  ],
  [{ repetitions: { passed: 7, total: 10 } }, '1.2 s · flaky: passed 7 of the last 10'],
  [{ repetitions: { passed: 10, total: 10 } }, '1.2 s'],
  [{ recorded: true }, '1.2 s · recorded'],
])('facts of %j', (more, facts) => expect(factsOf(reported(more))).toBe(facts));

test('a cell shows the first line of its answer, or why there is none', () => {
  expect(viewCell(0, 1, reported({ output: '\n  Hi\r\nAda' }))).toMatchObject({ id: '0 1', first: 'Hi' });
  expect(viewCell(0, 1, reported({ output: '', status: 'errored', error: 'No key.\nSet one.' })).first).toBe(
    'No key.',
  );
});
