// Writes docs/reference/cli.md from the definitions of the commands.
//
//   npm run build && node_modules/.bin/node scripts/docs-cli.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { cliReference } = createRequire(import.meta.url)(join(root, 'cli', 'dist', 'index.js'));
const file = join(root, 'docs', 'reference', 'cli.md');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, cliReference());
