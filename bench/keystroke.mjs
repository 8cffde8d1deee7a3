/**
 * From a keystroke (`textDocument/didChange`) to its diagnostics, for a prompt of 4 kB and one of 1 MB in our server and for
 * YAML of that size in yaml-language-server: a letter comes, the next keystroke takes it away.
 *
 *   npm run bench -- keystroke [--keys 200]
 *
 * yaml-language-server waits 200 ms for the next keystroke before it checks, and ours does not. So it is measured a
 * second time with that pause taken out, and processor time per keystroke stands beside it.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, built } from './lib/built.mjs';
import { longPromptOfSize, positionAt, promptOfSize, yamlOfSize } from './lib/documents.mjs';
import { LspProcess } from './lib/lsp-process.mjs';
import { report } from './lib/report.mjs';
import { median, p95, percentile } from './lib/statistics.mjs';
import { YAML_LANGUAGE_SERVER, yamlLanguageServer } from './lib/yaml-language-server.mjs';

const { values } = parseArgs({ options: { keys: { type: 'string', default: '200' } } });
const keys = Math.max(20, Number(values.keys) || 200);
const SIZE = 4096;
/** The longest that is checked. */
const LONG = 1_000_000;

const script = built('language-server/dist/bundle/main.js');
const reference = yamlLanguageServer();
const prompt = { uri: 'file:///bench/reply.prompt', languageId: 'dotprompt', ...promptOfSize(SIZE) };
const yaml = { uri: 'file:///bench/config.yaml', languageId: 'yaml', ...yamlOfSize(SIZE) };
const preload = path.join(ROOT, 'bench/lib/without-pause.cjs');

const ours = await measure({ script }, prompt, keys);
const theirs = await measure({ script: reference }, yaml, keys);
const hurried = await measure({ script: reference, nodeArgs: ['--require', preload] }, yaml, keys);
const oursLong = await measure({ script }, { ...prompt, ...longPromptOfSize(LONG) }, 60);
const theirsLong = await measure({ script: reference }, { ...yaml, ...yamlOfSize(LONG) }, 10);

report({
  figure: 'keystroke → diagnostics, prompt of 4 kB, p50',
  ...{ value: median(ours.times), unit: 'ms', spread: p95(ours.times, 'ms') },
  reference: {
    name: `${YAML_LANGUAGE_SERVER}, YAML of 4 kB (200 ms of it its own pause)`,
    value: median(theirs.times),
    spread: p95(theirs.times, 'ms'),
  },
  aim: { ratioAtMost: 0.25 },
});
report({
  figure: 'keystroke → diagnostics, prompt of 4 kB, p95',
  ...{ value: percentile(ours.times, 0.95), unit: 'ms' },
  reference: {
    name: `${YAML_LANGUAGE_SERVER} (200 ms of it its own pause)`,
    value: percentile(theirs.times, 0.95),
  },
  aim: { atMost: 8 },
});
report({
  figure: 'keystroke → diagnostics, prompt of 1 MB, p95',
  ...{ value: percentile(oursLong.times, 0.95), unit: 'ms' },
  reference: {
    name: `${YAML_LANGUAGE_SERVER}, YAML of 1 MB (200 ms of it its own pause)`,
    value: percentile(theirsLong.times, 0.95),
  },
  aim: { atMost: 150 },
});
report({
  figure: 'keystroke → diagnostics, against the reference without its pause, p50',
  ...{ value: median(ours.times), unit: 'ms', spread: p95(ours.times, 'ms') },
  reference: {
    name: `${YAML_LANGUAGE_SERVER}, its pause taken out`,
    value: median(hurried.times),
    spread: p95(hurried.times, 'ms'),
  },
});
if (ours.cpu && hurried.cpu)
  report({
    figure: 'processor time for a keystroke',
    ...{ value: ours.cpu, unit: 'ms' },
    reference: { name: `${YAML_LANGUAGE_SERVER}, its pause taken out`, value: hurried.cpu },
  });
if (oursLong.cpu && theirsLong.cpu)
  report({
    figure: 'processor time for a keystroke, prompt of 1 MB',
    ...{ value: oursLong.cpu, unit: 'ms' },
    reference: { name: YAML_LANGUAGE_SERVER, value: theirsLong.cpu },
  });

async function measure(how, document, count) {
  const server = new LspProcess(how);
  await server.initialize();
  const { uri, languageId, text } = document;
  const opened = diagnosticsOf(server, uri);
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  await opened;
  const warmUp = Math.ceil(count / 10) * 2;
  await typeKeys(server, document, { count: warmUp, firstVersion: 2 });
  const before = server.cpuMs();
  const times = await typeKeys(server, document, { count, firstVersion: 2 + warmUp });
  const cpu = before === undefined ? undefined : (server.cpuMs() - before) / count;
  await server.stop();
  return { times, cpu };
}

/** Milliseconds for each. */
async function typeKeys(server, { uri, text, at }, { count, firstVersion }) {
  const start = positionAt(text, at);
  const after = { ...start, character: start.character + 1 };
  const times = [];
  for (let i = 0; i < count; i++) {
    const change =
      i % 2 === 0 ? { range: { start, end: start }, text: 'x' } : { range: { start, end: after }, text: '' };
    const answer = diagnosticsOf(server, uri);
    const began = performance.now();
    server.notify('textDocument/didChange', {
      textDocument: { uri, version: firstVersion + i },
      contentChanges: [change],
    });
    await answer;
    times.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return times;
}

function diagnosticsOf(server, uri) {
  return server.next(
    ({ method, params }) => method === 'textDocument/publishDiagnostics' && params.uri === uri,
  );
}
