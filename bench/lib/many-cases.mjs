// Runs many tests in a process of its own, whose memory can be told, with a model in it. A message says how many, and how many at a time;
// the answer is { milliseconds, megabytes }.
import { built } from './built.mjs';

const { runMatrix } = await import(built('engine/dist/index.js'));

process.on('disconnect', () => process.exit());
process.once('message', async ({ cases, concurrency }) => {
  const tests = Array.from({ length: cases }, (_, index) => ({
    ...{ index, description: `number ${index}`, mode: 'run', vars: { n: index } },
    assert: [{ type: 'contains', value: `Number ${index}` }],
  }));
  const source = '---\nmodel: vscode/any\n---\n{{role "system"}}Be brief.\n{{role "user"}}Number {{n}}\n';
  const context = { credentials: async () => undefined, editorModel };
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
