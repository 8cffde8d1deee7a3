import { CancellationToken } from 'vscode-languageserver';
import { matrixProgress, matrixResult, type MatrixProgress } from '@prompthub/protocol';
import { open } from '../testing/context';
import { testMatrix } from './test-matrix';

const PROMPT = `---
model: echo/echo
prompthub.tests:
  - description: greets
    dataset: people.csv
    assert: [{ type: contains, value: Ada }]
---
Hi {{name}}`;
const FILES = {
  'test.short.prompt': '---\nmodel: echo/echo\n---\n{{name}}!',
  'people.csv': 'name\nAda\nBo\n',
};

async function run(columns: object[], more: object = {}) {
  const progress: MatrixProgress[] = [];
  const { context, uri } = await open(PROMPT, {
    files: FILES,
    context: { client: { notify: (_method, params) => progress.push(matrixProgress.parse(params)) } },
  });
  const params = { runId: 'r', prompts: [{ uri }], columns, ...more };
  const result = matrixResult.parse(await testMatrix(context, params, CancellationToken.None));
  return { result, progress, uri };
}

test('a row for each row of a dataset, a cell for each column, and a report of all', async () => {
  const { result, progress, uri } = await run([{ label: 'own' }, { label: 'short', variant: 'short' }]);
  const [planned, ...ended] = progress;
  expect(planned).toMatchObject({
    type: 'planned',
    rows: [
      { uri, prompt: 'test.prompt', testId: `${uri}#0`, description: 'greets (people.csv:2)' },
      { description: 'greets (people.csv:3)' },
    ],
  });
  const cells = ended.flatMap((each) =>
    each.type === 'ended' ? [[each.row, each.column, each.test.status, each.test.output]] : [],
  );
  expect(cells.sort()).toEqual([
    [0, 0, 'passed', 'Hi Ada'],
    [0, 1, 'passed', 'Ada!'],
    [1, 0, 'failed', 'Hi Bo'],
    [1, 1, 'failed', 'Bo!'],
  ]);
  expect(result.report).toMatchObject({
    columns: [{ label: 'own' }, { label: 'short', variant: 'short' }],
    totals: { passed: 2, failed: 2, total: 4 },
    prompts: [
      { prompt: 'test.prompt', tests: [{ column: 0, source: 'test.prompt', writtenAt: 4 }, {}, {}, {}] },
    ],
  });
  expect(result.report.prompts[0]?.tests[2]?.verdicts).toMatchObject([
    { type: 'contains', pass: false, line: 6 },
  ]);
});

test('two columns are compared in words; three are not', async () => {
  const two = await run([{ label: 'here' }, { label: 'production', variant: 'short' }]);
  expect(two.result.comparison?.join(' ')).toMatch(/^Here passes 1 of 2 cases.*A difference is not shown/);
  const three = await run([{ label: 'a' }, { label: 'b' }, { label: 'c' }]);
  expect(three.result.comparison).toBeUndefined();
});

test('texts that are no files here are variants, too', async () => {
  const uri = 'file:///workspace/test.prompt';
  const texts = [
    {
      uri,
      variant: 'deployed',
      source: '---\nmodel: echo/echo\n---\n{{> sign}}',
      partials: { sign: 'old {{name}}' },
    },
  ];
  const { progress } = await run([{ label: 'production', variant: 'deployed' }], { texts });
  expect(progress.flatMap((each) => (each.type === 'ended' ? each.test.output : []))).toEqual([
    'old Ada',
    'old Bo',
  ]);
});

test('a column whose variant is not there is left out, and nothing is said of which is better', async () => {
  const { result } = await run([{ label: 'own' }, { label: 'long', variant: 'long' }]);
  expect(result.report.totals.total).toBe(2);
  expect(result.comparison).toEqual([
    'Fewer than two tests were judged in both columns, which shows nothing.',
  ]);
});
