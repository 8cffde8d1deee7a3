// Writes docs/reference/assertions.md from the engine's registry, so that the reference cannot lie. After a build.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { assertionsReference } = createRequire(import.meta.url)(
  resolve(root, 'engine/dist/assertions/reference.js'),
);
writeFileSync(resolve(root, 'docs/reference/assertions.md'), assertionsReference());
