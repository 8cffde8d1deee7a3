// The test runner against its ideal: 2,000 tests, a model that takes 50 ms, 32 at a time.
// Prints one line; run with Node 24 after `tsc -b engine`: node engine/bench/runner.mjs [--javascript]
import { runTests } from '../dist/index.js';

const CASES = 2_000;
const DELAY_MS = 50;
const CONCURRENCY = 32;
const withJavascript = process.argv.includes('--javascript');

const context = {
  credentials: async () => undefined,
  async *editorModel({ messages, model }) {
    await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
    const text = messages.at(-1).content[0].text;
    yield { type: 'text', text };
    const usage = { inputTokens: 10, outputTokens: 10, estimated: true };
    yield { type: 'done', answer: { text, toolCalls: [], finishReason: 'stop', usage, model } };
  },
};
const source =
  '---\nmodel: vscode/any\ninput: { schema: { n: integer } }\n---\n{{role "system"}}Be brief.\n{{role "user"}}Number {{n}}\n';
const tests = Array.from({ length: CASES }, (_, index) => ({
  index,
  description: `number ${index}`,
  mode: 'run',
  vars: { n: index },
  assert: [
    { type: 'contains', value: `Number ${index}` },
    withJavascript
      ? { type: 'javascript', value: 'output.endsWith(String(context.vars.n))' }
      : { type: 'regex', value: '^Number \\d+' },
  ],
}));

await runTests({ tests: tests.slice(0, 64), prompt: { source }, context, concurrency: CONCURRENCY });
globalThis.gc?.();
const before = process.memoryUsage();
let highest = 0;
const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 100);
const cpuBefore = process.cpuUsage();
const started = performance.now();
const results = await runTests({ tests, prompt: { source }, context, concurrency: CONCURRENCY });
const took = performance.now() - started;
const cpu = process.cpuUsage(cpuBefore);
clearInterval(watch);
if (results.some(({ status }) => status !== 'passed'))
  throw new Error('A test of the benchmark did not pass.');
const ideal = Math.ceil(CASES / CONCURRENCY) * DELAY_MS;
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
console.log(
  `runner: ${CASES} cases in ${took.toFixed(0)} ms, ideal ${ideal} ms, ratio ${(took / ideal).toFixed(3)}; ` +
    `${((cpu.user + cpu.system) / 1000 / CASES).toFixed(2)} ms CPU a case; ` +
    `memory ${megabytes(before.rss)} → ${megabytes(highest)} MB at most`,
);
