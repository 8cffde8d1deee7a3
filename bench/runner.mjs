/**
 * The test runner: 2,000 tests, a model that takes 50 ms, 32 at a time; in turns with the same 2,000 waits through a
 * plain semaphore. Once with a model inside this process, once with one behind HTTP (OpenAI's wire format, streamed), where
 * the reference is bare `fetch` of the same answers. Then 21,000 tests, a model that takes no time, 20 at a time: how long, and how much
 * memory (behind HTTP the whole command: a prompt, a table of rows, `prompthub test`); and one test from the shell, in turns with `node -e 0`.
 *
 *   npm run bench -- runner [--rounds 3]
 */
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { ROOT, built } from './lib/built.mjs';
import { report } from './lib/report.mjs';
import { median, range } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Math.max(1, Number(values.rounds) || 3);
const CASES = 2_000;
const DELAY_MS = 50;
const CONCURRENCY = 32;
built('cli/dist/prompthub.js');
const CLI = path.join(ROOT, 'cli/bin/prompthub.js');
const MANY = 21_000;
const MANY_AT_A_TIME = 20;
/** What no runner can beat. */
const IDEAL_MS = Math.ceil(CASES / CONCURRENCY) * DELAY_MS;

const { leanFetch, runTests } = await import(built('engine/dist/index.js'));
const model = fork(path.join(ROOT, 'bench/lib/model-server.mjs'), [String(DELAY_MS)]);
const instant = fork(path.join(ROOT, 'bench/lib/model-server.mjs'), ['0']);
try {
  const [[{ port }], [{ port: instantPort }]] = await Promise.all(
    [model, instant].map((server) => once(server, 'message')),
  );
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
    // As `prompthub test` asks.
    context: { credentials: async () => undefined, endpoints: [endpoint], fetch: leanFetch() },
    bare: () => bareCall(port),
    reference: 'bare fetch through a plain semaphore',
  });
  for (const port of [undefined, instantPort]) await compareMany(port);
  await compareShell();
} finally {
  model.kill();
  instant.kill();
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
    aim: { atMost: IDEAL_MS * 1.1 },
  });
}

/** In processes of their own, one after the other: memory is told at its highest. */
async function compareMany(port) {
  const bare = port ? () => bareCall(port) : () => new Promise((resolve) => setImmediate(resolve));
  const found = { ours: [], memory: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    found.bare.push(await timed(() => semaphore(MANY, bare, MANY_AT_A_TIME)));
    const { milliseconds, megabytes } = await (port ? commandOfMany(port) : runOfMany());
    found.ours.push(milliseconds);
    found.memory.push(megabytes);
  }
  const name = `runner: 21,000 tests at 20, ${port ? 'model behind HTTP' : 'model in the process'}`;
  const by = port
    ? 'bare fetch through a plain semaphore'
    : 'turns of the event loop through a plain semaphore';
  report({
    figure: name,
    ...{ value: median(found.ours), unit: 'ms', spread: range(found.ours, 'ms') },
    reference: { name: by, value: median(found.bare), spread: range(found.bare, 'ms') },
    aim: { atMost: 30_000 },
  });
  const empty = process.memoryUsage.rss() / 1024 / 1024;
  report({
    figure: `${name}, memory at its highest`,
    ...{ value: median(found.memory), unit: 'MB', spread: range(found.memory, 'MB') },
    reference: { name: 'this benchmark itself', value: empty },
    aim: { atMost: 350 },
  });
}

async function runOfMany() {
  const child = fork(path.join(ROOT, 'bench/lib/many-cases.mjs'));
  await once(child, 'message');
  child.send({ cases: MANY, concurrency: MANY_AT_A_TIME });
  const [measured] = await once(child, 'message');
  child.disconnect();
  return measured;
}

function commandOfMany(port) {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const rows = Array.from({ length: MANY }, (_, index) => index).join('\n');
  const assert = '[{ type: contains, value: "Number {{n}}" }]';
  const head = `---\nmodel: local/any\nprompthub.tests: [{ description: number, dataset: rows.csv, assert: ${assert} }]\n---\n`;
  const files = {
    'prompthub.yaml': `project: bench/runner\nendpoints: { local: { kind: openai-compatible, baseUrl: '${baseUrl}' } }\n`,
    'number.prompt': `${head}{{role "system"}}Be brief.\n{{role "user"}}Number {{n}}\n`,
    'rows.csv': `n\n${rows}\n`,
  };
  return inFolder(files, async (cwd) => {
    const memory = path.join(ROOT, 'bench/lib/tell-memory.cjs');
    const options = ['test', 'number.prompt', '--concurrency', String(MANY_AT_A_TIME)];
    const began = performance.now();
    const child = spawn(process.execPath, ['--require', memory, CLI, ...options], {
      ...{ cwd, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    });
    const [kilobytes, [code]] = await Promise.all([text(child.stdio[3]), once(child, 'close')]);
    if (code !== 0) throw new Error(`prompthub test of the benchmark ended with ${code}.`);
    return { milliseconds: performance.now() - began, megabytes: Number(kilobytes) / 1024 };
  });
}

async function inFolder(files, work) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'prompthub-bench-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compareShell() {
  const test = '  - { description: greets, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }\n';
  const head = '---\nmodel: echo\ninput: { schema: { name: string } }\nprompthub.tests:\n';
  const ways = { ours: [CLI, 'test', 'greet.prompt'], bare: ['-e', '0'] };
  const times = { ours: [], bare: [] };
  await inFolder({ 'greet.prompt': `${head}${test}---\nHello {{name}}\n` }, (cwd) => {
    // The first turns fill the caches of disk and Node.
    for (let turn = -2; turn < 10; turn++)
      for (const [name, args] of Object.entries(ways)) {
        const began = performance.now();
        const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'ignore' });
        if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
        if (turn >= 0) times[name].push(performance.now() - began);
      }
  });
  report({
    figure: 'runner: prompthub test of one test, from the shell',
    ...{ value: median(times.ours), unit: 'ms', spread: range(times.ours, 'ms') },
    reference: { name: 'node -e 0', value: median(times.bare), spread: range(times.bare, 'ms') },
    aim: { atMost: 400 },
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

async function semaphore(count, work, concurrency = CONCURRENCY) {
  let next = 0;
  const worker = async () => {
    while (next++ < count) await work();
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
