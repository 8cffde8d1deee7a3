/**
 * From a keystroke to its diagnostics, and from the start of the process to the answer to `initialize`, for a prompt of
 * 4 kB in our server and for YAML of that size in yaml-language-server, in one run.
 *
 *   node bench/keystroke.mjs [--keys 200]
 *
 * The reference is installed into .cache/bench/ (never into the repository's lock file); when that fails, ours is
 * measured alone and the output says so. Aims: at most a quarter of the reference; initialize within 150 ms.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LspProcess, percentile } from './lib/lsp-process.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const REFERENCE = 'yaml-language-server@2.0.0';
const keys = Number(process.argv[process.argv.indexOf('--keys') + 1]) || 200;
const SIZE = 4096;
const STARTS = 10;

const ours = join(root, 'language-server/dist/bundle/main.js');
if (!existsSync(ours))
  execFileSync(process.execPath, [join(root, 'language-server/esbuild.mjs')], { stdio: 'inherit' });

const prompt = promptOfSize(SIZE);
const yaml = yamlOfSize(SIZE);
const mine = await measure('ours', ours, {
  uri: 'file:///bench/reply.prompt',
  languageId: 'dotprompt',
  ...prompt,
});
const reference = referenceScript();
const theirs =
  reference &&
  (await measure(REFERENCE, reference, { uri: 'file:///bench/config.yaml', languageId: 'yaml', ...yaml }));

print('PromptHub language server', prompt.text.length, mine);
if (theirs) {
  print(REFERENCE, yaml.text.length, theirs);
  const share = mine.p50 / theirs.p50;
  console.log(
    `keystroke → diagnostics: ${(share * 100).toFixed(1)} % of the reference (aim: at most 25 %) ${share <= 0.25 ? 'ok' : 'MISSED'}`,
  );
  if (mine.cpu && theirs.cpu)
    console.log(
      `processor time for a keystroke: ${((mine.cpu / theirs.cpu) * 100).toFixed(0)} % of the reference, whose pause of 200 ms before each check costs none`,
    );
} else console.log(`${REFERENCE} could not be installed: ours stands alone`);
console.log(
  `initialize: ${mine.start.toFixed(0)} ms (aim: at most 150 ms) ${mine.start <= 150 ? 'ok' : 'MISSED'}`,
);

async function measure(name, script, { uri, languageId, text, at }) {
  const starts = [];
  for (let i = 0; i < STARTS; i++) {
    const server = new LspProcess(script);
    starts.push(await server.initialize());
    await server.stop();
  }
  const server = new LspProcess(script);
  await server.initialize();
  const published = () =>
    server.next(({ method, params }) => method === 'textDocument/publishDiagnostics' && params.uri === uri);
  const first = published();
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  await first;
  await pause(500);
  const times = [];
  let cpu = server.cpuMs();
  for (let i = 0; i < keys; i++) {
    // A letter comes, the next one takes it away again: the text stays as it is in size.
    const start = position(text, at);
    const end = i % 2 === 0 ? start : { ...start, character: start.character + 1 };
    const answer = published();
    const began = performance.now();
    server.notify('textDocument/didChange', {
      textDocument: { uri, version: i + 2 },
      contentChanges: [{ range: { start, end }, text: i % 2 === 0 ? 'x' : '' }],
    });
    await answer;
    times.push(performance.now() - began);
    await pause(5);
  }
  if (cpu !== undefined) cpu = (server.cpuMs() - cpu) / keys;
  await server.stop();
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), cpu, start: percentile(starts, 0.5) };
}

function print(name, length, { p50, p95, cpu, start }) {
  const work = cpu === undefined ? '' : `  cpu ${cpu.toFixed(1)} ms`;
  console.log(
    `${name.padEnd(34)} ${length} B  p50 ${p50.toFixed(1)} ms  p95 ${p95.toFixed(1)} ms${work}  initialize ${start.toFixed(0)} ms`,
  );
}

function referenceScript() {
  const folder = join(root, '.cache/bench');
  const script = join(folder, 'node_modules/yaml-language-server/bin/yaml-language-server');
  if (existsSync(script)) return script;
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', REFERENCE], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  return existsSync(script) ? script : undefined;
}

/** A support prompt: frontmatter with a schema and tests, roles, loops, conditions, partials. */
function promptOfSize(size) {
  const head = `---
model: openai/gpt-5-mini
config: { temperature: 0.2, maxOutputTokens: 800 }
input:
  schema:
    customer(object, who writes): { name: string, plan: string, since?: string }
    orders(array, the latest first): { number: string, state: string, total: number }
    tone?(enum, how to speak): [formal, friendly]
  default: { tone: friendly }
output:
  format: json
  schema: { category(enum): [billing, delivery, other], reply: string }
prompthub.tests:
  - description: a late order
    vars: { customer: { name: Ada, plan: pro }, orders: [ { number: A-1, state: late, total: 12 } ] }
    assert: [ { type: is-json } ]
---
{{role "system"}}
You answer customers of a shop. Be {{tone}}.
{{role "user"}}
`;
  const part = `{{#each orders as |order|}}
{{#if order.state}}- {{order.number}} is {{order.state}}, {{order.total}} EUR{{else}}- no state{{/if}}
{{/each}}
{{#ifEquals tone "formal"}}Dear {{customer.name}}{{else}}Hi {{customer.name}}{{/ifEquals}}, your plan is {{customer.plan}}.
`;
  let text = head;
  while (text.length + part.length <= size) text += part;
  text += 'x'.repeat(Math.max(0, size - text.length - 1)) + '\n';
  return { text, at: text.lastIndexOf('customer.plan') + 'customer.plan'.length };
}

function yamlOfSize(size) {
  let text = 'version: 1\nservices:\n';
  for (let i = 0; text.length < size - 140; i++)
    text += `  service-${i}:\n    image: registry/app-${i}:1.${i}\n    ports: [ "${8000 + i}:80" ]\n    environment:\n      MODE: production\n      LEVEL: ${i}\n`;
  text += '#'.repeat(Math.max(0, size - text.length - 1)) + '\n';
  return { text, at: text.lastIndexOf('production') + 'production'.length };
}

function position(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1).length };
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
