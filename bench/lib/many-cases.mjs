// Runs many tests in a process of its own, whose memory can be told. A message says how many, how many at a time, and which model (a port,
// or nothing for one in this process); the answer is { milliseconds, megabytes }.
import { built } from './built.mjs';

const { runMatrix } = await import(built('engine/dist/index.js'));

process.on('disconnect', () => process.exit());
process.once('message', async ({ cases, concurrency, port }) => {
  const tests = Array.from({ length: cases }, (_, index) => ({
    ...{ index, description: `number ${index}`, mode: 'run', vars: { n: index } },
    assert: [{ type: 'contains', value: `Number ${index}` }],
  }));
  const source = `---\nmodel: ${port ? 'local' : 'vscode'}/any\n---\n{{role "system"}}Be brief.\n{{role "user"}}Number {{n}}\n`;
  const endpoints = [{ name: 'local', kind: 'openai-compatible', baseUrl: `http://127.0.0.1:${port}/v1` }];
  const context = { credentials: async () => undefined, endpoints, editorModel };
  const began = performance.now();
  const prompts = [{ name: 'number.prompt', wording: { source }, tests, context }];
  const { progress } = await runMatrix({ prompts, concurrency });
  if (progress.passed !== cases)
    throw new Error(`Of ${cases} tests of the benchmark ${progress.passed} passed.`);
  const milliseconds = performance.now() - began;
  process.send({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 });
});
process.send('ready');

async function* editorModel({ messages, model }) {
  const text = messages.at(-1).content[0].text;
  yield { type: 'text', text };
  const usage = { inputTokens: 10, outputTokens: 10, estimated: true };
  yield { type: 'done', answer: { text, toolCalls: [], finishReason: 'stop', usage, model } };
}
