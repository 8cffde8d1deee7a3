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
