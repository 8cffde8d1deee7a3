import type { TestOutcome } from '@prompthub/protocol';
import { open } from '../testing/context';
import { testsOf } from '../tests/test-source';
import { runTests } from './run-tests';

const PROMPT = '---\nmodel: echo/echo\n---\n{{greeting}} {{name}}';

async function outcomes(dataset: string, files: Readonly<Record<string, string>>): Promise<TestOutcome[]> {
  const suite = `- { description: greets, dataset: "${dataset}", vars: { greeting: Hi }, assert: [ { type: equals, value: Hi Ada } ] }\n- { vars: { greeting: Hi, name: Bo } }\n`;
  const { context, document } = await open(PROMPT, {
    path: 'mail/a.prompt',
    files: { 'mail/a.tests.yaml': suite, ...files },
  });
  const started: string[] = [];
  const ended: TestOutcome[] = [];
  const tests = await testsOf(context, document);
  await runTests(context, {
    prompt: document,
    tests,
    signal: new AbortController().signal,
    started: (id) => started.push(id),
    ended: (outcome) => ended.push(outcome),
  });
  // Once each, whatever the number of rows.
  expect(started.toSorted()).toEqual(tests.map(({ id }) => id).toSorted());
  expect(ended).toHaveLength(2);
  return ended.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

it('a test with a dataset passes when all of its rows do', async () => {
  const files = { 'data/people.csv': 'name\nAda\nAda\n' };
  expect(await outcomes('../data/people.csv', files)).toMatchObject([
    { status: 'passed', output: 'Hi Ada' },
    { status: 'passed', output: 'Hi Bo' },
  ]);
});

it('and says which row did not', async () => {
  const [greets] = await outcomes('people.jsonl', {
    'mail/people.jsonl': '{"name":"Ada"}\n{"name":"Eve"}\n{"name":"Ada"}\n',
  });
  expect(greets).toMatchObject({
    status: 'failed',
    output: 'Hi Eve',
    error: '1 of 3 rows did not pass, among them greets (people.jsonl:2).',
    assertions: [{ pass: false }],
  });
});

it.each([
  ['gone.csv', 'gone.csv: there is no such file.'],
  ['../../secret.csv', '../../secret.csv: it does not lie in the workspace, so it was not read.'],
])('and errs without the rows of %s', async (name, error) => {
  expect(await outcomes(name, {})).toMatchObject([{ status: 'errored', error }, { status: 'passed' }]);
});
