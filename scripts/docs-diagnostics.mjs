// Writes docs/reference/diagnostics.md from the rules themselves, so that the reference cannot lie.
// `node scripts/docs-diagnostics.mjs --check` only compares, and exits with 1 when the file is out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const file = resolve(root, 'docs/reference/diagnostics.md');
const { rules, diagnosticsReference } = createRequire(import.meta.url)(resolve(root, 'core/dist/index.js'));

const wanted = diagnosticsReference(rules);
if (process.argv.includes('--check')) {
  const found = readFileSync(file, 'utf8');
  if (found !== wanted) {
    console.error('docs/reference/diagnostics.md is out of date: run `node scripts/docs-diagnostics.mjs`.');
    process.exit(1);
  }
} else {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wanted);
}
