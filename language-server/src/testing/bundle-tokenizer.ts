import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Bundles the tokenizer's thread from its source into one script, as it is shipped. */
export function bundleTokenizer(outfile: string): void {
  buildSync({
    entryPoints: [join(__dirname, '../tokens/tokenizer-worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
}
