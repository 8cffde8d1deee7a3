// What few tests need stays out of the engine's bundle, in files of its own that load when it is asked for.
import { build } from 'esbuild';
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** TypeScript of assertions, and the grammars of SQL's dialects (3 MB together). */
const APART = /^(sucrase|node-sql-parser\/build\/\w+\.js)$/;

const fileOf = (path) => `${basename(path, '.js')}.js`;

/** The special functions of statistics compile a WebAssembly module when they are loaded; here when one is called. */
const lazily = createRequire(import.meta.url).resolve('cephes');
const SPECIAL_FUNCTIONS = ['incbet', 'incbi', 'igamc', 'lgam', 'ndtr', 'ndtri'];

/** For the bundle of the engine: they lie in `apart/` beside it. */
export const apart = {
  name: 'apart',
  setup({ onResolve, onLoad }) {
    // What cephes has for `import` is made for browsers: it is not ready when it is loaded.
    onResolve({ filter: /^cephes$/ }, ({ path }) => ({ path, namespace: 'lazily' }));
    onLoad({ filter: /.*/, namespace: 'lazily' }, () => ({
      contents: SPECIAL_FUNCTIONS.map(
        (name) => `export const ${name} = (...args) => require(${JSON.stringify(lazily)}).${name}(...args);`,
      ).join('\n'),
      resolveDir: dirname(lazily),
    }));
    onResolve({ filter: APART }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: `./apart/${fileOf(path)}`, external: true },
    );
  },
};

/**
 * Makes those files.
 * @param {string} outdir where its bundle lies
 * @param {import('esbuild').BuildOptions} options those of the bundle
 */
export async function buildApart(outdir, options) {
  const require = createRequire(import.meta.url);
  const sql = join(dirname(require.resolve('node-sql-parser/package.json')), 'build');
  const files = [require.resolve('sucrase'), ...globSync(join(sql, '*.js'))];
  await build({
    ...options,
    entryPoints: files.map((file) => ({
      in: file,
      out: file.startsWith(sql) ? basename(file, '.js') : 'sucrase',
    })),
    outdir: join(outdir, 'apart'),
  });
}
