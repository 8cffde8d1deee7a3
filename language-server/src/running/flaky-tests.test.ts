import type { TestOutcome } from '@prompthub/protocol';
import { codeLenses } from '../features/code-lens';
import { inlayHints } from '../features/inlay-hints';
import { listTests } from '../features/list-tests';
import { open, type Opened } from '../testing/context';
import { testsOf } from '../tests/test-source';
import { runTests } from './run-tests';

const ALL = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

async function runOnce({
  context,
  document,
}: Pick<Opened, 'context' | 'document'>): Promise<TestOutcome | undefined> {
  const prompt = context.documents.get(document.uri) ?? document;
  let last: TestOutcome | undefined;
  await runTests(context, {
    prompt,
    tests: await testsOf(context, prompt),
    signal: new AbortController().signal,
    started: () => undefined,
    ended: (outcome) => {
      context.session.record(outcome);
      last = outcome;
    },
  });
  return last;
}

/** Passes or fails by what stands in another file, as if a model had changed its mind. */
const SUITE = '- { description: greets, dataset: names.csv, assert: [{ type: equals, value: Ada }] }\n';
const NAMES = 'file:///workspace/names.csv';

async function opened(): Promise<Opened> {
  return open('---\nmodel: echo/echo\n---\n{{name}}', {
    files: { 'test.tests.yaml': SUITE, 'names.csv': 'name\nAda\n' },
  });
}

test('a test that passed and failed on the same text is flaky, as its last ten runs say', async () => {
  const editor = await opened();
  const { context, fileSystem, uri } = editor;
  expect((await runOnce(editor))?.recent).toBeUndefined();
  expect((await runOnce(editor))?.recent).toEqual({ passed: 2, total: 2 });
  fileSystem.write(NAMES, 'name\nEve\n');
  expect((await runOnce(editor))?.recent).toEqual({ passed: 2, total: 3 });
  const lenses = await codeLenses(context, { textDocument: { uri } });
  expect(lenses.map(({ command }) => command?.title)).toContain('Tests 1 (1 failed, 1 flaky)');
  context.documents.open('file:///workspace/test.tests.yaml', 'yaml', 1, SUITE);
  const hints = await inlayHints(context, {
    textDocument: { uri: 'file:///workspace/test.tests.yaml' },
    range: ALL,
  });
  expect(hints.map(({ label }) => label)).toEqual([expect.stringContaining('flaky: passed 2 of the last 3')]);
  for (let times = 0; times < 9; times++) await runOnce(editor);
  expect((await runOnce(editor))?.recent).toEqual({ passed: 0, total: 10 });
});

test('a new session is told of earlier ones, and marks what is flaky on the text as it stands', async () => {
  const before = await opened();
  const outcomes = [await runOnce(before)];
  before.fileSystem.write(NAMES, 'name\nEve\n');
  outcomes.push(await runOnce(before));
  const testHistory = outcomes.flatMap((outcome) => outcome?.history ?? []);
  const { context, uri } = await opened();
  context.session.recall({ testHistory });
  const marks = async () => (await listTests(context, { uri })).tests.map(({ recent }) => recent);
  expect(await marks()).toEqual([{ passed: 1, total: 2 }]);
  context.documents.open(uri, 'dotprompt', 3, 'Another text');
  expect(await marks()).toEqual([undefined]);
});

test.each([undefined, { testHistory: 'none' }, { testHistory: [{ id: 1 }] }])(
  'what a client never kept is no history: %j',
  async (options) => {
    const { context, uri } = await opened();
    context.session.recall(options);
    expect((await listTests(context, { uri })).tests).toMatchObject([{ description: 'greets' }]);
  },
);

test('what ran on another text is forgotten', async () => {
  const editor = await opened();
  const { context, document, uri } = editor;
  await runOnce(editor);
  await runOnce(editor);
  context.documents.open(uri, 'dotprompt', 2, `${document.text}!`);
  expect((await runOnce(editor))?.recent).toBeUndefined();
});

test('repetitions count like runs', async () => {
  const { context, document } = await open(
    '---\nmodel: echo/echo\nprompthub.tests: [{ repeat: 4, assert: [{ type: equals, value: Hi }] }]\n---\nHi',
  );
  expect((await runOnce({ context, document }))?.recent).toEqual({ passed: 4, total: 4 });
});
