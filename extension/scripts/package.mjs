// Packs dist/, media/ and grammars/ into prompthub-<version>.vsix and says how large it is.
import { createVSIX } from '@vscode/vsce';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const HERE = path.join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(path.join(HERE, 'package.json'), 'utf8'));
const packagePath = path.join(HERE, `prompthub-${version}.vsix`);
await createVSIX({
  cwd: HERE,
  packagePath,
  dependencies: false,
  allowMissingRepository: true,
  skipLicense: false,
});
const megabytes = statSync(packagePath).size / 1024 / 1024;
console.log(`extension/prompthub-${version}.vsix, ${megabytes.toFixed(2)} MB`);
