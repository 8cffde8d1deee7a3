/**
 * The test runner: 2,000 tests, a model that takes 50 ms, 32 at a time; in turns with the same 2,000 waits through a
 * plain semaphore. Once with a model inside this process, once with one behind HTTP (OpenAI's wire format, streamed), where
 * the reference is bare `fetch` of the same answers.
 *
 *   npm run bench -- runner [--rounds 3]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, built } from './lib/built.mjs';
import { report } from './lib/report.mjs';
import { median, range } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Math.max(1, Number(values.rounds) || 3);
const CASES = 2_000;
const DELAY_MS = 50;
const CONCURRENCY = 32;
/** What no runner can beat. */
const IDEAL_MS = Math.ceil(CASES / CONCURRENCY) * DELAY_MS;

const { runTests } = await import(built('engine/dist/index.js'));
const model = fork(path.join(ROOT, 'bench/lib/model-server.mjs'), [String(DELAY_MS)]);
try {
  const [{ port }] = await once(model, 'message');
  await compare({
    name: 'model in the process',
    model: 'vscode/any',
    context: { credentials: async () => undefined, editorModel },
    bare: () => new Promise((resolve) => setTimeout(resolve, DELAY_MS)),
    reference: 'bare timers through a plain semaphore',
  });
  const endpoint = { name: 'local', kind: 'openai-compatible', baseUrl: `http://127.0.0.1:${port}/v1` };
  await compare({
    name: 'model behind HTTP',
    model: 'local/any',
    context: { credentials: async () => undefined, endpoints: [endpoint] },
    bare: () => bareCall(port),
    reference: 'bare fetch through a plain semaphore',
  });
} finally {
  model.kill();
}

async function compare(setting) {
  const tests = casesFor(setting.model);
  await runner(tests.slice(0, 320), setting);
  await semaphore(320, setting.bare);
  const times = { ours: [], bare: [] };
  let cpu = 0;
  for (let round = 0; round < rounds; round++) {
    times.bare.push(await timed(() => semaphore(CASES, setting.bare)));
    const before = process.cpuUsage();
    times.ours.push(await timed(() => runner(tests, setting)));
    const { user, system } = process.cpuUsage(before);
    cpu += (user + system) / 1000 / CASES / rounds;
  }
  const ideal = median(times.ours) / IDEAL_MS;
  report({
    figure: `runner: 2,000 tests of 50 ms at 32, ${setting.name}`,
    value: median(times.ours),
    unit: 'ms',
    spread: `${ideal.toFixed(3)} × ideal; ${range(times.ours, 'ms')}; ${cpu.toFixed(2)} ms CPU a test`,
    reference: { name: setting.reference, value: median(times.bare), spread: range(times.bare, 'ms') },
    aim: { atMost: IDEAL_MS * 1.15 },
  });
}

async function runner(tests, { context }) {
  const source =
    '---\ninput: { schema: { n: integer } }\n---\n{{role "system"}}Be brief.\n{{role "user"}}Number {{n}}\n';
  const results = await runTests({ tests, prompt: { source }, context, concurrency: CONCURRENCY });
  const wrong = results.find(({ status }) => status !== 'passed');
  if (wrong) throw new Error(`A test of the benchmark ${wrong.status}: ${JSON.stringify(wrong)}`);
}

function casesFor(model) {
  return Array.from({ length: CASES }, (_, index) => ({
    index,
    description: `number ${index}`,
    mode: 'run',
    model,
    vars: { n: index },
    assert: [
      { type: 'contains', value: `Number ${index}` },
      { type: 'regex', value: '^Number \\d+' },
    ],
  }));
}

async function* editorModel({ messages, model: name }) {
  await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
  const text = messages.at(-1).content[0].text;
  yield { type: 'text', text };
  const usage = { inputTokens: 10, outputTokens: 10, estimated: true };
  yield { type: 'done', answer: { text, toolCalls: [], finishReason: 'stop', usage, model: name } };
}

async function bareCall(port) {
  const body = JSON.stringify({
    model: 'any',
    messages: [{ role: 'user', content: 'Number 1' }],
    stream: true,
  });
  const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: 'POST', body });
  await response.text();
}

async function semaphore(count, work) {
  let next = 0;
  const worker = async () => {
    while (next++ < count) await work();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
