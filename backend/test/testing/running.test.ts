import { prompt, TestingHub } from './test-hub';

const SUITE = `tests:
  - description: from data
    dataset: words.csv
    assert: [{ type: contains, value: fine }]
  - description: rendered
    mode: render
    vars: { word: shown }
    assert: [{ type: equals, value: shown }]
  - description: judged by the sandbox
    vars: { word: js }
    assert: [{ type: javascript, value: "output.length === 4" }]
`;

let at: TestingHub;
beforeAll(async () => {
  at = await TestingHub.start({
    'a.prompt': prompt(['one', 'two']),
    'b.prompt': prompt([]),
    'b.tests.yaml': SUITE,
    'words.csv': 'word\nx\ny\n',
    'c.prompt': 'No tests\n',
  });
});
beforeEach(() => {
  at.asked.length = 0;
  at.answer = () => 'fine';
});
afterAll(() => at?.close());

it('runs the tests of a version: its prompts, suites and data', async () => {
  const run = await at.run();
  expect(run).toMatchObject({
    ...{ from: 'hub', status: 'passed', commit: at.commit, ref: 'main', by: { name: 'editor person' } },
    totals: { passed: 6, failed: 0, errored: 0, skipped: 0, total: 6 },
  });
  expect(at.asked.sort()).toEqual(['js', 'one', 'two', 'x', 'y']);
  const results = await at.results(run.id);
  expect(
    results.map(({ prompt: path, source, description, status }: Record<string, string>) => [
      path,
      source,
      description,
      status,
    ]),
  ).toEqual([
    ['a.prompt', 'a.prompt', 'Test 1', 'passed'],
    ['a.prompt', 'a.prompt', 'Test 2', 'passed'],
    ['b.prompt', 'b.tests.yaml', 'from data (words.csv:2)', 'passed'],
    ['b.prompt', 'b.tests.yaml', 'from data (words.csv:3)', 'passed'],
    ['b.prompt', 'b.tests.yaml', 'rendered', 'passed'],
    ['b.prompt', 'b.tests.yaml', 'judged by the sandbox', 'passed'],
  ]);
});

it('keeps for each test which calls it made, at the price of any other call', async () => {
  const run = await at.run({ paths: ['a.prompt'] });
  const records = await at.models.records('&path=a.prompt');
  const results = await at.results(run.id);
  for (const { executions } of results) {
    expect(executions).toHaveLength(1);
    expect(records.find(({ id }) => id === executions[0])).toMatchObject({
      ...{ status: 'succeeded', commit: run.commit, model: 'stub/one', user: { name: 'editor person' } },
    });
  }
});

it('makes a column of each model', async () => {
  const run = await at.run({ paths: ['a.prompt'], models: ['stub/two', 'echo/echo'] });
  expect(run).toMatchObject({
    status: 'failed',
    columns: [{ model: 'stub/two' }, { model: 'echo/echo' }],
    totals: { passed: 2, failed: 2, total: 4 },
  });
  const results = await at.results(run.id);
  expect(results.map(({ column, index }: Record<string, number>) => [index, column])).toEqual([
    ...[
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
  ]);
});

it('repeats tests, and says how many passed', async () => {
  let count = 0;
  at.answer = (question) => (question === 'one' && count++ === 0 ? 'bad' : 'fine');
  const run = await at.run({ paths: ['a.prompt'], repeat: 3 });
  expect(at.asked).toHaveLength(6);
  expect(run.totals).toMatchObject({ passed: 1, failed: 1 });
  expect((await at.results(run.id, '&status=failed'))[0].repetitions).toMatchObject({ passed: 2, total: 3 });
});

it('is judged by a model over the same gateway', async () => {
  await at.publish({
    'judged.prompt': prompt(['q']).replace(
      '{ type: contains, value: fine }',
      '{ type: llm-rubric, value: is polite }',
    ),
  });
  at.answer = (question) => (question === 'q' ? 'fine' : '{"reason": "polite", "pass": true, "score": 1}');
  const unnamed = await at.run({ paths: ['judged.prompt'] });
  expect((await at.results(unnamed.id))[0]).toMatchObject({
    status: 'errored',
    error: expect.stringContaining('judge'),
  });
  const run = await at.run({ paths: ['judged.prompt'], judge: 'stub/judge' });
  expect(run.status).toBe('passed');
  const [result] = await at.results(run.id);
  expect(result).toMatchObject({
    judging: { inputTokens: 10, outputTokens: 2 },
    executions: [expect.anything(), expect.anything()],
  });
  expect((await at.models.detail(result.executions[1])).model).toBe('stub/judge');
});

it.each(['python', 'ruby', 'webhook', 'select-best'])(
  'does not run %s, and asks nothing for it',
  async (type) => {
    await at.publish({
      'odd.prompt': prompt(['odd']).replace('contains, value: fine', `${type}, value: "x"`),
    });
    const run = await at.run({ paths: ['odd.prompt'] });
    expect([run.status, run.totals.errored, at.asked]).toEqual(['failed', 1, []]);
    expect((await at.results(run.id))[0].error).toMatch(new RegExp(`^"${type}" .*prompthub test`));
  },
);

it.each([
  ['../secret.csv', 'it does not lie in the project'],
  ['/etc/passwd.csv', 'it does not lie in the project'],
  ['missing.csv', 'there is no such file in this version'],
])('reads data of its version alone: %s', async (name, words) => {
  await at.publish({
    'data.prompt': prompt([]),
    'data.tests.yaml': `- { dataset: "${name}", assert: [] }\n`,
  });
  const run = await at.run({ paths: ['data.prompt'] });
  expect((await at.results(run.id))[0]).toMatchObject({
    status: 'errored',
    error: expect.stringContaining(words),
  });
});

it('says when there is nothing to run', async () => {
  expect(await at.run({ paths: ['c.prompt'] })).toMatchObject({
    ...{ status: 'failed', totals: { total: 0 } },
    problem: 'There are no tests in this version, or none of these prompts has any.',
  });
});

it('refuses what is not there', async () => {
  const missing = await at.request('', { json: { paths: ['nothing.prompt'] } });
  expect([missing.status, missing.body.code]).toEqual([404, 'file-not-found']);
  expect((await at.request('', { json: { ref: 'nowhere' } })).status).toBe(404);
  expect((await at.request('/nothing')).body.code).toBe('test-run-not-found');
  expect((await at.request('?cursor=abc')).status).toBe(422);
});
