/**
 * From a keystroke (`textDocument/didChange`) to the proposals at the cursor (`textDocument/completion`, sent right behind
 * it, as editors do), for prompts of 4 kB and of 1 MB in our server and for YAML of these sizes in yaml-language-server.
 *
 *   npm run bench -- completion [--keys 200]
 *
 * The letter is typed in the middle of a variable near the end of the text, so that all of it lies before the cursor; the
 * answer must hold the variable, or the benchmark fails. For YAML it is a key near the end, of which there is no schema: the reference
 * proposes what it finds in the text, which is less.
 */
import { parseArgs } from 'node:util';
import { built } from './lib/built.mjs';
import { positionAt, promptOfSize, yamlOfSize } from './lib/documents.mjs';
import { LspProcess } from './lib/lsp-process.mjs';
import { report } from './lib/report.mjs';
import { median, p95, percentile } from './lib/statistics.mjs';
import { YAML_LANGUAGE_SERVER, yamlLanguageServer } from './lib/yaml-language-server.mjs';

const { values } = parseArgs({ options: { keys: { type: 'string', default: '200' } } });
const keys = Math.max(10, Number(values.keys) || 200);
const script = built('language-server/dist/bundle/main.js');
const reference = yamlLanguageServer();

for (const { name, size, count, aim } of [
  { name: '4 kB', size: 4096, count: keys, aim: 5 },
  { name: '1 MB', size: 990_000, count: Math.ceil(keys / 4), aim: 50 },
]) {
  const prompt = { uri: 'file:///bench/reply.prompt', languageId: 'dotprompt', ...promptOfSize(size) };
  const yaml = { uri: 'file:///bench/config.yaml', languageId: 'yaml', ...yamlOfSize(size) };
  const ours = await measure(script, prompt, { count, wanted: 'plan' });
  const theirs = await measure(reference, yaml, { count: size > 100_000 ? 10 : Math.min(count, 50) });
  report({
    figure: `keystroke → completion, prompt of ${name}, p95`,
    ...{ value: percentile(ours, 0.95), unit: 'ms', spread: `p50 ${median(ours).toFixed(2)} ms` },
    reference: {
      name: `${YAML_LANGUAGE_SERVER}, YAML of ${name}`,
      value: percentile(theirs, 0.95),
      spread: p95(theirs, 'ms'),
    },
    aim: { atMost: aim },
  });
}

async function measure(server, document, { count, wanted }) {
  const lsp = new LspProcess({ script: server });
  await lsp.initialize();
  const { uri, languageId, text } = document;
  const warmUp = Math.min(40, count);
  const checked = diagnosticsOf(lsp, uri);
  lsp.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  await checked;
  await typeKeys(lsp, document, { count: warmUp, version: 2, wanted });
  const times = await typeKeys(lsp, document, { count, version: 2 + warmUp, wanted });
  await lsp.stop();
  return times;
}

/** Milliseconds for each: a letter comes, the next keystroke takes it away. */
async function typeKeys(lsp, { uri, text, at }, { count, version, wanted }) {
  const start = positionAt(text, at);
  const after = { ...start, character: start.character + 1 };
  const times = [];
  for (let i = 0; i < count; i++) {
    const added = i % 2 === 0;
    const change = added
      ? { range: { start, end: start }, text: 'x' }
      : { range: { start, end: after }, text: '' };
    // The next keystroke comes when the checks of this one are over.
    const checked = diagnosticsOf(lsp, uri);
    const began = performance.now();
    lsp.notify('textDocument/didChange', {
      textDocument: { uri, version: version + i },
      contentChanges: [change],
    });
    const position = added ? after : start;
    const { result } = await lsp.request('textDocument/completion', { textDocument: { uri }, position });
    times.push(performance.now() - began);
    const items = result?.items ?? result ?? [];
    if (wanted && !items.some(({ label }) => label === wanted))
      throw new Error(`The proposals at ${position.line}:${position.character} do not hold ${wanted}.`);
    await checked;
  }
  return times;
}

function diagnosticsOf(lsp, uri) {
  return lsp.next(({ method, params }) => method === 'textDocument/publishDiagnostics' && params.uri === uri);
}
