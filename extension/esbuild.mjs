// Builds what the extension ships: its own code, the language server, the grammar.
//
//   dist/extension.js   what VS Code loads to activate: small, for it has to be compiled each time
//   dist/extension.browser.js   all that the browser edition needs, in one file
//   dist/parts/         what is loaded later, on first use: language-client.js, client.js (the hub), protocol.js, zod.js
//
//   node esbuild.mjs            production build into dist/
//   node esbuild.mjs --tests    also compiles test/*.test.ts into dist/test/ for the extension host
//   node esbuild.mjs --dev      source maps, not minified, server build left as it is
import { build } from 'esbuild';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const HERE = import.meta.dirname;
const ROOT = path.join(HERE, '..');
const SERVER = path.join(ROOT, 'language-server');
const dev = process.argv.includes('--dev');
const tests = process.argv.includes('--tests');

/** Zod's messages in fifty languages are never used. */
const withoutLocales = {
  name: 'without-locales',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'nothing',
    }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export {};' }));
  },
};

/** How what is loaded later is imported. */
const LATER = [
  { filter: /^\.\/language\/create-language-client$/, part: 'language-client' },
  { filter: /^@prompthub\/client(\/node)?$/, part: 'client' },
  { filter: /^@prompthub\/protocol$/, part: 'protocol' },
  { filter: /^zod$/, part: 'zod' },
];

/** Imports of later parts stay calls of `require` for `folder`/<part>.js. */
const separately = (folder, { parts = LATER.map(({ part }) => part), kinds }) => ({
  name: 'separate-files',
  setup({ onResolve }) {
    for (const { filter, part } of LATER.filter((each) => parts.includes(each.part))) {
      onResolve({ filter }, ({ kind }) =>
        kinds.includes(kind) ? { path: `${folder}/${part}.js`, external: true } : undefined,
      );
    }
  },
});

/**
 * What the extension needs of the protocol at once is words alone: imported as a whole, zod would come along. A schema is imported by a
 * call of `import`; otherwise the build ends with an error.
 */
const wordsAtOnce = {
  name: 'words-at-once',
  setup({ onResolve }) {
    onResolve({ filter: /^@prompthub\/protocol$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: path.join(ROOT, 'protocol/src/words.ts') } : undefined,
    );
  },
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode'],
  // Workspace packages come from their source, so that no other build has to run first.
  conditions: ['prompthub-source', 'module'],
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  plugins: [withoutLocales],
};

await buildExtension();
copyGrammar();
if (!dev || !existsSync(path.join(HERE, 'dist/server/main.js'))) copyServer();
if (tests) await buildTests();

async function buildExtension() {
  const shipped = { ...common, minify: !dev, sourcemap: dev, legalComments: 'none' };
  // Otherwise `import()` would go past what VS Code does to `require`.
  shipped.supported = { 'dynamic-import': false };
  const parts = path.join(HERE, 'dist/parts');
  rmSync(parts, { recursive: true, force: true });
  const part = (name, contents, others) =>
    build({
      ...shipped,
      stdin: { contents, resolveDir: path.join(HERE, 'src'), loader: 'ts' },
      outfile: path.join(parts, `${name}.js`),
      plugins: [
        ...(others
          ? [separately('.', { parts: others, kinds: ['import-statement', 'dynamic-import'] })]
          : []),
        withoutLocales,
      ],
    });
  await Promise.all([
    build({
      ...shipped,
      entryPoints: [path.join(HERE, 'src/extension.ts')],
      outfile: path.join(HERE, 'dist/extension.js'),
      plugins: [separately('./parts', { kinds: ['dynamic-import'] }), wordsAtOnce, withoutLocales],
    }),
    part('language-client', "export * from './language/create-language-client';", ['protocol', 'zod']),
    part('client', "export * from '@prompthub/client'; export * from '@prompthub/client/node';", [
      'protocol',
      'zod',
    ]),
    part('protocol', "export * from '@prompthub/protocol';", ['zod']),
    part('zod', "export * from 'zod';"),
    build({
      ...shipped,
      platform: 'browser',
      target: 'es2022',
      conditions: ['prompthub-source', 'browser'],
      mainFields: ['browser', 'module', 'main'],
      define: { 'process.env': '{}' },
      entryPoints: [path.join(HERE, 'src/extension.browser.ts')],
      outfile: path.join(HERE, 'dist/extension.browser.js'),
    }),
  ]);
}

function copyGrammar() {
  const target = path.join(HERE, 'dist/grammars');
  mkdirSync(target, { recursive: true });
  for (const file of ['dotprompt.tmLanguage.json', 'language-configuration.json']) {
    cpSync(path.join(ROOT, 'grammars', file), path.join(target, file));
  }
}

function copyServer() {
  const bundle = path.join(SERVER, 'dist/bundle');
  const made = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: SERVER, stdio: 'inherit' });
  if (made.status !== 0) throw new Error('The language server could not be built.');
  const target = path.join(HERE, 'dist/server');
  rmSync(target, { recursive: true, force: true });
  cpSync(bundle, target, { recursive: true, filter: (file) => !file.endsWith('.map') });
}

async function buildTests() {
  const folder = path.join(HERE, 'test');
  const target = path.join(HERE, 'dist/test');
  rmSync(target, { recursive: true, force: true });
  const entryPoints = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name));
  await build({ ...common, entryPoints, outdir: target, external: ['vscode', 'mocha'], sourcemap: 'inline' });
}
