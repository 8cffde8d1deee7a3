// Bundles the command: dist/prompthub.js, and beside it what most commands do not need, loaded on first use.
//
//   prompthub.js      the commands' names, options and help
//   parts/core.js     the language, once, so that all parts share its classes
//   parts/engine.js   providers and tests; in parts/apart/ what tests seldom need
//   parts/client.js   the hub and the working copy
//   parts/report.*    what the HTML report runs and wears in a browser
import { build } from 'esbuild';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apart, buildApart } from '../engine/bundle-apart.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));

/** Our packages become files of their own; `place` is how to reach them. */
const separately = (place, ...names) => ({
  name: 'separate-files',
  setup({ onResolve }) {
    onResolve({ filter: /^@prompthub\/[a-z]+(\/node)?$/ }, ({ path, kind }) => {
      const name = path.split('/')[1];
      if (kind === 'entry-point' || !names.includes(name)) return undefined;
      return { path: `${place}${name}.js`, external: true };
    });
  },
});

/** What is never used weighs nothing: messages in fifty languages, and QuickJS built in ways that we do not run. */
const without = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    const filter = /^(\.\.\/locales\/index\.js|@jitl\/quickjs-wasmfile-(debug-a?sync.*|release-asyncify))$/;
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** @param {string} outdir */
export async function bundle(outdir) {
  const parts = join(outdir, 'parts');
  await mkdir(parts, { recursive: true });
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    conditions: ['prompthub-source'],
    logLevel: 'warning',
    define: { 'import.meta.url': 'bundleUrl', PROMPTHUB_VERSION: JSON.stringify(version) },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  };
  const entry = (path) => join(here, path);
  await Promise.all([
    build({
      ...common,
      entryPoints: [entry('src/main.ts')],
      outfile: join(outdir, 'prompthub.js'),
      plugins: [separately('./parts/', 'core', 'engine', 'client')],
    }),
    build({ ...common, entryPoints: [entry('../core/src/index.ts')], outfile: join(parts, 'core.js') }),
    build({
      ...common,
      entryPoints: [entry('../engine/src/index.ts')],
      outfile: join(parts, 'engine.js'),
      plugins: [separately('./', 'core'), without, apart],
    }),
    buildApart(parts, common),
    build({
      ...common,
      stdin: {
        contents: "export * from '@prompthub/client'; export * from '@prompthub/client/node';",
        resolveDir: here,
      },
      outfile: join(parts, 'client.js'),
      plugins: [separately('./', 'core'), without],
    }),
    build({
      ...{ bundle: true, minify: true, legalComments: 'none', logLevel: 'warning' },
      ...{ platform: 'browser', target: 'es2023', format: 'iife', conditions: ['prompthub-source'] },
      // As it stands between <script> tags, nothing in it may end them.
      supported: { 'inline-script': false },
      entryPoints: [entry('media/report.js'), entry('media/report.css')],
      outdir: parts,
    }),
  ]);
  const quickjs = createRequire(
    createRequire(join(here, '../engine/package.json')).resolve('quickjs-emscripten'),
  );
  await copyFile(
    quickjs.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'),
    join(parts, 'emscripten-module.wasm'),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(join(here, 'dist'));
