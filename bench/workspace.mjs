/**
 * A workspace of 10,000 prompts of 1 to 2 kB, each of which includes one of fifty partials; one partial is used by 1,000 of
 * them. From the start of the server to the first answer that needs the index over all of them, what that costs in memory, and
 * what a keystroke in that partial costs. Handlebars parses the same files in the same run.
 *
 *   npm run bench -- workspace [--prompts 10000] [--rounds 3] [--keys 60]
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Handlebars from 'handlebars';
import { ROOT, built } from './lib/built.mjs';
import { promptOfSize } from './lib/documents.mjs';
import { LspProcess } from './lib/lsp-process.mjs';
import { report } from './lib/report.mjs';
import { median, p95, range } from './lib/statistics.mjs';

const { values } = parseArgs({
  options: {
    prompts: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    keys: { type: 'string', default: '60' },
  },
});
const count = Math.max(100, Number(values.prompts) || 10_000);
const rounds = Math.max(1, Number(values.rounds) || 3);
const keys = Math.max(10, Number(values.keys) || 60);
/** One prompt of ten includes this one. */
const SHARED = '_part0.prompt';
const PARTIALS = 50;

const script = built('language-server/dist/bundle/main.js');
const folder = path.join(ROOT, '.cache/bench/workspace');
const users = writeWorkspace();
const uriOf = (file) => pathToFileURL(path.join(folder, file)).href;

const ours = { times: [], growth: [], edits: [], editCpu: [] };
const theirs = { times: [], growth: [], edits: [] };
for (let round = 0; round < rounds; round++) {
  const before = (await indexed(path.join(ROOT, 'bench/lib/empty-extension'))).memory;
  const { time, memory, server } = await indexed(folder, { keep: true });
  ours.times.push(time);
  ours.growth.push(memory - before);
  await typeInPartial(server);
  await server.stop();
  parseAll();
}

report({
  figure: `index of ${count.toLocaleString('en-US')} prompts: start of the server → first answer from the index`,
  ...{ value: median(ours.times), unit: 'ms', spread: range(ours.times, 'ms') },
  reference: { name: 'reading the same files and Handlebars.parse', value: median(theirs.times) },
  aim: { atMost: 3000 },
});
report({
  figure: `index of ${count.toLocaleString('en-US')} prompts: resident memory above that of an empty workspace`,
  ...{ value: median(ours.growth), unit: 'MB', spread: range(ours.growth, 'MB') },
  reference: { name: 'keeping what Handlebars.parse returns', value: median(theirs.growth) },
  aim: { atMost: 150 },
});
report({
  figure: `a keystroke in a partial that ${users.length.toLocaleString('en-US')} prompts use → an open one is checked again`,
  ...{ value: median(ours.edits), unit: 'ms', spread: p95(ours.edits, 'ms') },
  reference: { name: 'Handlebars.parse of all that use it', value: median(theirs.edits) },
});
if (ours.editCpu.length > 0)
  report({
    figure: 'processor time for such a keystroke',
    ...{ value: median(ours.editCpu), unit: 'ms' },
    reference: { name: 'Handlebars.parse of all that use it', value: median(theirs.edits) },
  });

/** From the start of the process to the symbols of the whole workspace; memory in MB when that is done. */
async function indexed(root, { keep = false } = {}) {
  const server = new LspProcess({ script });
  await server.initialize(pathToFileURL(root).href);
  await server.request('workspace/symbol', { query: 'prompt-1' });
  const time = performance.now() - server.started;
  const memory = residentMb(server.process.pid);
  if (!keep) await server.stop();
  return { time, memory, server };
}

async function typeInPartial(server) {
  const [user] = users;
  for (const file of [user, SHARED]) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    server.notify('textDocument/didOpen', {
      textDocument: { uri: uriOf(file), languageId: 'dotprompt', version: 1, text },
    });
  }
  await keystrokes(server, user, { times: 10, firstVersion: 2 });
  const before = server.cpuMs();
  ours.edits.push(...(await keystrokes(server, user, { times: keys, firstVersion: 12 })));
  if (before !== undefined) ours.editCpu.push((server.cpuMs() - before) / keys);
}

/** A letter comes, the next keystroke takes it away. Milliseconds for each, until the user's diagnostics are answered. */
async function keystrokes(server, user, { times, firstVersion }) {
  const took = [];
  const start = { line: 0, character: 0 };
  const after = { line: 0, character: 1 };
  let previousResultId;
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    server.notify('textDocument/didChange', {
      textDocument: { uri: uriOf(SHARED), version: firstVersion + i },
      contentChanges: [
        i % 2 === 0
          ? { range: { start, end: start }, text: 'x' }
          : { range: { start, end: after }, text: '' },
      ],
    });
    const { result } = await server.request('textDocument/diagnostic', {
      textDocument: { uri: uriOf(user) },
      previousResultId,
    });
    took.push(performance.now() - began);
    if (result.kind !== 'full') throw new Error('the prompt was not checked again');
    previousResultId = result.resultId;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return took;
}

/** Handlebars in this process, on the same files. It knows no frontmatter: it gets the template alone. */
function parseAll() {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.prompt'),
  );
  global.gc?.();
  const memory = process.memoryUsage().rss;
  const began = performance.now();
  const kept = files.map((file) => Handlebars.parse(templateOf(file)));
  theirs.times.push(performance.now() - began);
  theirs.growth.push((process.memoryUsage().rss - memory) / 2 ** 20);
  const templates = users.map(templateOf);
  const editBegan = performance.now();
  for (const template of templates) Handlebars.parse(template);
  theirs.edits.push(performance.now() - editBegan);
  return kept.length;
}

function templateOf(file) {
  return readFileSync(path.join(folder, file), 'utf8').replace(/^---\n[^]*?\n---\n/, '');
}

/** Writes the prompts in 400 folders. @returns the files that use the shared partial, by their path. */
function writeWorkspace() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < PARTIALS; i++)
    writeFileSync(path.join(folder, `_part${i}.prompt`), `Hello {{customer.name}} from partial ${i}.\n`);
  const found = [];
  for (let i = 0; i < count; i++) {
    const place = `team${i % 40}/topic${Math.floor(i / 40) % 10}`;
    const file = `${place}/prompt-${i}.prompt`;
    const isUser = i % 10 === 0;
    const { text } = promptOfSize(1000 + ((i * 37) % 1000));
    mkdirSync(path.join(folder, place), { recursive: true });
    writeFileSync(path.join(folder, file), `${text}{{> part${isUser ? 0 : 1 + (i % (PARTIALS - 1))}}}\n`);
    if (isUser) found.push(file);
  }
  return found;
}

/** Resident memory as Linux counts it. */
function residentMb(pid) {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
