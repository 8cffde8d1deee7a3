import type { TestOutcome } from '@prompthub/protocol';
import { open, type OpenOptions } from '../testing/context';
import { testsOf } from '../tests/test-source';
import { runTests } from './run-tests';

async function outcomeOf(assertion: string, options: OpenOptions = {}): Promise<TestOutcome | undefined> {
  const source = `---\nmodel: echo/echo\nprompthub.tests:\n  - assert: [ ${assertion} ]\n---\nHi`;
  const { context, document } = await open(source, options);
  const outcomes: TestOutcome[] = [];
  await runTests(context, {
    prompt: document,
    tests: await testsOf(context, document),
    signal: new AbortController().signal,
    started: () => undefined,
    ended: (outcome) => outcomes.push(outcome),
  });
  return outcomes[0];
}

test('assertions and values come from files of the workspace, and from no others', async () => {
  const files = {
    'check.ts': 'export const short = (output: string) => output.length < 3;',
    'want.txt': 'Hi\n',
  };
  const both =
    '{ type: javascript, value: "file://check.ts:short" }, { type: equals, value: "file://want.txt" }';
  expect(await outcomeOf(both, { files })).toMatchObject({ status: 'passed' });
  const outside = await outcomeOf('{ type: contains, value: "file://../secret.txt" }');
  expect(outside).toMatchObject({ status: 'errored' });
  expect(outside?.error).toContain('does not lie in the workspace');
});

test('programs run in a workspace that the client trusts, and in no other', async () => {
  const python = '{ type: python, value: "True" }';
  expect((await outcomeOf(python))?.error).toContain('which is not done here');
  const trusted = await outcomeOf(python, { abilities: { trusted: true } });
  // It was tried: the folder of this workspace is in memory alone, and no program can start in it.
  expect(trusted?.error).toBe('Python is not installed here, and "python" needs it.');
});

describe('a webhook', () => {
  const webhook = '{ type: webhook, value: "http://127.0.0.1:9/x" }';

  test('is asked when the person agrees', async () => {
    const request = jest.fn((_method: string, _params: unknown) => Promise.resolve({ apiKey: 'sk-secret' }));
    const outcome = await outcomeOf(webhook, { context: { client: { request } } });
    expect(request).toHaveBeenCalledWith('prompthub/credentials', {
      provider: 'webhook',
      host: '127.0.0.1:9',
      workspaceHost: true,
    });
    expect(outcome?.error).toContain('127.0.0.1:9 could not be asked');
  });

  test('is not when the person refuses, or cannot be asked', async () => {
    const request = (): Promise<unknown> => Promise.resolve({ refused: 'You did not agree.' });
    expect((await outcomeOf(webhook, { context: { client: { request } } }))?.error).toBe(
      'You did not agree.',
    );
    expect((await outcomeOf(webhook))?.error).toContain('cannot ask whether you agree');
  });
});
