// Bundles the server for the extension: dist/bundle/{main,server,core,engine,tokenizer,browser}.js, and the WebAssembly of the sandbox.
//
//   main.js    switches Node's compile cache on (a fifth less time to start), then requires server.js
//   server.js  what `initialize` needs; requires core.js
//   core.js    the language, once, so that server and engine share its classes
//   engine.js  providers, tests and their libraries; required when a model or a test is first needed
//   apart/     what tests seldom need of it: TypeScript, dialects of SQL
//   tokenizer.js  the thread that counts tokens, with the vocabularies; loaded when tokens are first shown
//   diagnostics.md  what the codes of diagnostics link to
//   browser.js all of it in one file for a web worker, without what calls models or runs foreign code
import { build } from 'esbuild';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apart, buildApart } from '../engine/bundle-apart.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, 'dist', 'bundle');
const require = createRequire(join(here, '..', 'engine', 'package.json'));

/** Packages of ours that become files of their own stay outside of the others. */
const separately = (...names) => ({
  name: 'separate-files',
  setup({ onResolve }) {
    for (const name of names) {
      onResolve({ filter: new RegExp(`^@prompthub/${name}$`) }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path: `./${name}.js`, external: true },
      );
    }
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

/** What a browser cannot or must not do: asked for, it says so. */
const notInBrowsers = {
  name: 'not-in-browsers',
  setup({ onResolve, onLoad }) {
    const filter =
      /^(openai|@anthropic-ai\/sdk|quickjs-emscripten|node-sql-parser|sucrase|node:(vm|fs|crypto|path|child_process))(\/.*)?$/;
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'not-in-browsers' }));
    onLoad({ filter: /.*/, namespace: 'not-in-browsers' }, () => ({ contents: NOT_HERE }));
  },
};
const NOT_HERE = `
const refuse = () => { throw new Error('The browser edition checks and previews prompts; open the folder in the desktop edition, or on a remote machine, to call models and run code.'); };
module.exports = new Proxy({ __esModule: true }, { get: (target, name) => name in target ? target[name] : refuse });
`;

const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  conditions: ['prompthub-source'],
  logLevel: 'warning',
  // Modules that ask where they lie, as QuickJS does for its WebAssembly, get the bundle's place.
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  metafile: process.argv.includes('--analyze'),
};

await mkdir(outdir, { recursive: true });
const results = await Promise.all([
  build({
    ...common,
    entryPoints: [join(here, 'src/main.node.ts')],
    outfile: join(outdir, 'server.js'),
    plugins: [separately('core', 'engine'), without],
  }),
  build({ ...common, entryPoints: [join(here, '../core/src/index.ts')], outfile: join(outdir, 'core.js') }),
  build({
    ...common,
    entryPoints: [join(here, '../engine/src/index.ts')],
    outfile: join(outdir, 'engine.js'),
    plugins: [separately('core'), without, apart],
  }),
  buildApart(outdir, { ...common, metafile: false }),
  build({
    ...common,
    charset: 'utf8',
    entryPoints: [join(here, 'src/tokens/tokenizer-worker.ts')],
    outfile: join(outdir, 'tokenizer.js'),
  }),
  build({
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    conditions: ['prompthub-source', 'browser'],
    define: { 'import.meta.url': '""', 'process.env': '{}' },
    banner: {},
    entryPoints: [join(here, 'src/main.browser.ts')],
    outfile: join(outdir, 'browser.js'),
    plugins: [notInBrowsers, without],
  }),
]);

const variant = createRequire(require.resolve('quickjs-emscripten')).resolve(
  '@jitl/quickjs-wasmfile-release-sync/wasm',
);
await copyFile(variant, join(outdir, 'emscripten-module.wasm'));

await copyFile(join(here, '../docs/reference/diagnostics.md'), join(outdir, 'diagnostics.md'));

await writeFile(
  join(outdir, 'main.js'),
  "require('node:module').enableCompileCache?.();\nrequire('./server.js');\n",
);

const shipped = ['main.js', 'server.js', 'core.js', 'engine.js', 'tokenizer.js', 'browser.js'];
for (const file of [...shipped, 'emscripten-module.wasm']) {
  const { size } = await stat(join(outdir, file));
  console.log(`${file.padEnd(24)} ${(size / 1024).toFixed(0).padStart(6)} kB`);
}
if (common.metafile) {
  const { analyzeMetafile } = await import('esbuild');
  for (const result of results)
    if (result) console.log((await analyzeMetafile(result.metafile)).split('\n').slice(0, 30).join('\n'));
}
