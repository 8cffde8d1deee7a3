/**
 * From the start of the language server's process to its answer to `initialize`, in turns with an empty server (bundled
 * and cached in the same way), with yaml-language-server and with `node -e 0`, the least that any Node program takes.
 *
 *   npm run bench -- initialize [--runs 15]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { ROOT, built } from './lib/built.mjs';
import { LspProcess } from './lib/lsp-process.mjs';
import { report } from './lib/report.mjs';
import { median, p95 } from './lib/statistics.mjs';
import { YAML_LANGUAGE_SERVER, yamlLanguageServer } from './lib/yaml-language-server.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const runs = Math.max(3, Number(values.runs) || 15);
const WARM_UP = 2;

const servers = {
  ours: built('language-server/dist/bundle/main.js'),
  empty: await emptyServer(),
  yaml: yamlLanguageServer(),
};
const times = { ours: [], empty: [], yaml: [], node: [] };
for (let run = -WARM_UP; run < runs; run++) {
  for (const [name, script] of Object.entries(servers)) keep(run, times[name], await initialized(script));
  const began = performance.now();
  spawnSync(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  keep(run, times.node, performance.now() - began);
}

const row = (name, reference, aim) =>
  report({
    figure: 'language server: start → answer to initialize',
    ...{ value: median(times.ours), unit: 'ms', spread: p95(times.ours, 'ms') },
    reference: { name, value: median(reference), spread: p95(reference, 'ms') },
    aim,
  });
row('an empty vscode-languageserver server', times.empty, { atMost: 150 });
row('node -e 0', times.node);
row(YAML_LANGUAGE_SERVER, times.yaml);

async function initialized(script) {
  const server = new LspProcess({ script });
  const took = await server.initialize();
  await server.stop();
  return took;
}

/** The first turns fill the caches of disk and Node. */
function keep(run, list, took) {
  if (run >= 0) list.push(took);
}

async function emptyServer() {
  const folder = path.join(ROOT, '.cache/bench/empty-server');
  mkdirSync(folder, { recursive: true });
  await build({
    stdin: {
      contents: `require(${JSON.stringify(path.join(ROOT, 'bench/lib/empty-language-server.cjs'))});`,
      resolveDir: ROOT,
    },
    outfile: path.join(folder, 'server.js'),
    nodePaths: [path.join(ROOT, 'language-server/node_modules'), path.join(ROOT, 'node_modules')],
    ...{ bundle: true, platform: 'node', target: 'node22', format: 'cjs', minify: true, logLevel: 'warning' },
  });
  const main = path.join(folder, 'main.js');
  writeFileSync(main, "require('node:module').enableCompileCache?.();\nrequire('./server.js');\n");
  return main;
}
