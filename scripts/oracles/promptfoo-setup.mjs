// promptfoo as an oracle. It is installed under .cache/ the first time (700 packages); it is no dependency of ours.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const VERSION = '0.123.1';
export const folder = resolve(
  dirname(fileURLToPath(import.meta.url)),
  `../../.cache/oracles/promptfoo-${VERSION}`,
);
/** It keeps to its own folder and tells nobody. */
export const environment = {
  PROMPTFOO_CONFIG_DIR: resolve(folder, 'config'),
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
};

export function install() {
  mkdirSync(resolve(folder, 'config'), { recursive: true });
  if (existsSync(resolve(folder, 'node_modules/promptfoo/package.json'))) return;
  writeFileSync(resolve(folder, 'package.json'), '{ "private": true }\n');
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `promptfoo@${VERSION}`],
    { cwd: folder, stdio: 'inherit' },
  );
}
