import type { Client } from '../context';
import { open } from '../testing/context';
import { executeCommand } from './execute-command';

const PROMPT = `---
model: echo/echo
prompthub.tests:
  - description: says hello
    vars: { name: Ada }
    assert: [{ type: contains, value: Ada }]
  - description: says more
    mode: render
    vars: { name: Bob }
    assert: [{ type: contains, value: nothing like it }]
---
Hello {{name}}`;

const token = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

/** What the command answered, and what the person read. */
async function execute(command: string, text: string, ...more: unknown[]) {
  const messages: string[] = [];
  const showMessage: Client['showMessage'] = (kind, message) => void messages.push(`${kind}: ${message}`);
  const { context, uri } = await open(text, { context: { client: { showMessage } } });
  const result = await executeCommand(context, { command, arguments: [uri, ...more] }, token);
  return { result, messages };
}

test('run answers with the outcome and shows the text', async () => {
  const { result, messages } = await execute('prompthub.run', PROMPT);
  expect(result).toMatchObject({ status: 'succeeded', model: 'echo/echo' });
  expect(messages).toEqual([expect.stringMatching(/^info: .*Hello Ada/s)]);
});

test('a run that fails shows why', async () => {
  const { result, messages } = await execute('prompthub.run', 'Hello {{#if x}}');
  expect(result).toMatchObject({ status: 'failed' });
  expect(messages).toEqual([expect.stringMatching(/^error: ./)]);
});

test('each run has a number of its own', async () => {
  const [one, other] = [await execute('prompthub.run', PROMPT), await execute('prompthub.run', PROMPT)];
  expect(one.result).toMatchObject({ runId: expect.stringMatching(/^command-\d+$/) });
  expect(other.result).not.toMatchObject({ runId: (one.result as { runId: string }).runId });
});

test('test counts verdicts, of all tests or of those named', async () => {
  const all = await execute('prompthub.test', PROMPT);
  expect(all.result).toMatchObject({ passed: 1, failed: 1, errored: 0, skipped: 0 });
  expect(all.messages).toEqual(['error: 1 passed, 1 failed, 0 skipped']);
  const one = await execute('prompthub.test', PROMPT, ['file:///workspace/test.prompt#0']);
  expect(one.messages).toEqual(['info: 1 passed, 0 failed, 0 skipped']);
});

test('preview shows the messages by role, or what keeps them from being rendered', async () => {
  const shown = await execute('prompthub.preview', `{{role "system"}}Be kind.{{role "user"}}Hi`);
  expect(shown.messages).toEqual(['info: system: Be kind.\n\nuser: Hi']);
  const broken = await execute('prompthub.preview', '{{> nowhere}}');
  expect(broken.messages).toEqual([expect.stringMatching(/^error: .*nowhere/)]);
});

test('other commands, and arguments of another shape, are refused', async () => {
  await expect(execute('prompthub.fly', PROMPT)).rejects.toThrow('There is no command prompthub.fly.');
  const { context } = await open(PROMPT);
  await expect(
    executeCommand(context, { command: 'prompthub.run', arguments: [5] }, token),
  ).rejects.toThrow();
  await expect(executeCommand(context, { command: 'prompthub.run' }, token)).rejects.toThrow();
});
