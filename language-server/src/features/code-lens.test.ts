import { open, type OpenOptions } from '../testing/context';
import { codeLenses } from './code-lens';

async function lenses(text: string, options?: OpenOptions): Promise<string[]> {
  const { context, textDocument } = await open(text, options);
  const found = await codeLenses(context, { textDocument });
  return found.map(
    ({ range, command }) =>
      `${range.start.line} ${command?.title} ${command?.command} ${JSON.stringify(command?.arguments)}`,
  );
}

const uri = 'file:///workspace/test.prompt';

test('run, tests and preview stand on the first line, and one lens above each test', async () => {
  const source = '---\nprompthub.tests:\n  - description: a\n  - description: b\n---\nHi';
  expect(await lenses(source, { files: { 'test.tests.yaml': '- description: c\n' } })).toEqual([
    `0 ▶ Run prompthub.run ["${uri}"]`,
    `0 Tests 3 prompthub.test ["${uri}"]`,
    `0 Preview prompthub.preview ["${uri}"]`,
    `2 ▶ Run test prompthub.test ["${uri}",["${uri}#0"],["a"]]`,
    `3 ▶ Run test prompthub.test ["${uri}",["${uri}#1"],["b"]]`,
  ]);
});

test('a tests file has lenses that run tests of its prompt', async () => {
  expect(
    await lenses('- description: c\n', { path: 'test.tests.yaml', files: { 'test.prompt': 'Hi' } }),
  ).toEqual([
    `0 Tests 1 prompthub.test ["${uri}",["file:///workspace/test.tests.yaml#0"]]`,
    `0 ▶ Run test prompthub.test ["${uri}",["file:///workspace/test.tests.yaml#0"],["c"]]`,
  ]);
});

test('a partial can be previewed, not run', async () => {
  expect(await lenses('Hi', { path: '_sign.prompt' })).toEqual([
    '0 Preview prompthub.preview ["file:///workspace/_sign.prompt"]',
  ]);
});

test('the lens says how the tests and the last run went', async () => {
  const { context, textDocument } = await open('---\nprompthub.tests:\n  - description: a\n---\nHi');
  const outcome = { output: '', assertions: [], latencyMs: 1 };
  context.session.record({ ...outcome, id: `${uri}#0`, status: 'failed' });
  context.session.recordRun(uri, {
    runId: '1',
    status: 'succeeded',
    model: 'echo/echo',
    text: '',
    toolCalls: [],
    latencyMs: 1234,
    costUsd: 0.5,
  });
  const titles = (await codeLenses(context, { textDocument })).map(({ command }) => command?.title);
  expect(titles).toContain('Tests 1 (1 failed)');
  expect(titles).toContain('✓ 1.2 s · $0.50');
});
