import childProcess, { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { TestWorkplace } from '../../src/testing/test-workplace';
import { ROOT } from '../execution/model-hub';
import { RUNS, TestingHub } from './test-hub';

/** Tests of code and patterns over the text "hello", which ask no model. */
const rendered = (asserts: readonly object[]): string =>
  [
    '---',
    'prompthub.tests:',
    ...asserts.map((assert) => `  - ${JSON.stringify({ mode: 'render', assert: [assert] })}`),
    '---',
    'hello',
    '',
  ].join('\n');

const SPIN = { type: 'javascript', value: 'while (true) {}' };
const HOSTILE: readonly (readonly [object, status: string, reason: RegExp])[] = [
  [SPIN, 'errored', /^The JavaScript did not finish\. The code took more than 1000 ms\.$/],
  [
    { type: 'javascript', value: 'for (const all = []; ; ) all.push(new Uint8Array(1e6))' },
    'errored',
    /more than 32 MB of memory/,
  ],
  [{ type: 'javascript', value: 'process.exit(1)' }, 'errored', /ReferenceError: 'process' is not defined/],
  [{ type: 'javascript', value: 'require("fs")' }, 'errored', /ReferenceError/],
  [{ type: 'regex', value: '(.+)+x', transform: '"a".repeat(60)' }, 'errored', /took more than 1000 ms/],
  [{ type: 'contains', value: 'HELLO', transform: 'output.toUpperCase()' }, 'passed', /so it is/],
  [{ type: 'equals', value: 'bye' }, 'failed', /it is "hello"/],
  [{ type: 'javascript', value: 'output.length === 5' }, 'passed', /so it is/],
];

const children: ChildProcess[] = [];
const { fork } = childProcess;
let at: TestingHub;
let isOpen = true;
beforeAll(async () => {
  jest.spyOn(childProcess, 'fork').mockImplementation((...given: Parameters<typeof fork>) => {
    const child = fork(...given);
    children.push(child);
    return child;
  });
  at = await TestingHub.start(
    {
      'spin.prompt': rendered(Array.from({ length: 40 }, () => SPIN)),
      'plain.prompt': rendered([{ type: 'javascript', value: 'output.length === 5' }]),
      'hostile.prompt': rendered(HOSTILE.map(([assert]) => assert)),
    },
    { testConcurrency: 2 },
  );
  await at.keepContents('all');
});
afterAll(() => (isOpen ? at?.close() : undefined));

/** What code is run from now on, and what came to its end of it. */
function watchCode(): { begun: Promise<void>; ended: () => number } {
  const workplace = at.hub.app.get(TestWorkplace, { strict: false });
  const runCode = TestWorkplace.prototype.runCode.bind(workplace);
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  let ended = 0;
  jest.spyOn(workplace, 'runCode').mockImplementation((run) => {
    resolve();
    return runCode(run).finally(() => ended++);
  });
  return { begun, ended: () => ended };
}

it('starts no process before there is something to judge', () => {
  expect(children).toEqual([]);
});

it('answers others while code of tests does not end', async () => {
  const code = watchCode();
  const { id } = await at.start({ paths: ['spin.prompt'] });
  await code.begun;
  for (const path of ['/health/live', '/health/ready', `${RUNS}/${id}`, ROOT])
    expect([path, (await at.hub.request(path, { as: 'editor' })).status]).toEqual([path, 200]);
  // Not one of them has waited for even the first test.
  expect(code.ended()).toBe(0);
  await at.request(`/${id}/cancel`, { method: 'POST' });
});

it('says of each assertion what it came to, and goes on', async () => {
  const run = await at.run({ paths: ['hostile.prompt'] });
  expect(run.totals).toMatchObject({ passed: 2, failed: 1, errored: 5, total: HOSTILE.length });
  const results = (await at.results(run.id)) as { status: string; verdicts: { reason: string }[] }[];
  expect(results.map(({ status, verdicts }) => [status, verdicts[0]?.reason])).toEqual(
    HOSTILE.map(([, status, reason]) => [status, expect.stringMatching(reason)]),
  );
});

it('takes another process in place of one that is gone', async () => {
  for (const child of children) child.kill('SIGKILL');
  expect(await at.run({ paths: ['plain.prompt'] })).toMatchObject({
    status: 'passed',
    totals: { passed: 1 },
  });
  expect(children.at(-1)?.killed).toBe(false);
});

it('leaves no process behind when it closes while one spins', async () => {
  const code = watchCode();
  await at.start({ paths: ['spin.prompt'] });
  await code.begun;
  isOpen = false;
  await at.close();
  await Promise.all(children.map(ended));
  expect(children.map(({ signalCode }) => signalCode)).toEqual(children.map(() => 'SIGKILL'));
});

function ended(child: ChildProcess): Promise<unknown> {
  return child.signalCode === null ? once(child, 'exit') : Promise.resolve();
}
