/**
 * First steps of `npm start` and `npm test`. Must run on Node 20 with nothing installed: only Node built-ins here.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const BIN = path.join(ROOT, 'node_modules', '.bin');
const OWN_NODE = path.join(BIN, process.platform === 'win32' ? 'node.cmd' : 'node');
const NEEDED_MAJOR = 24;

/** Installs the dependencies of the lock file when they are absent or other ones. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing dependencies (the first time takes about a minute) …');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    fail('npm ci failed (see above). Check the network and the npm registry, then run the command again.');
  }
}

/**
 * npm keeps its own copy of the lock file in node_modules: what is there now. Optional packages may be for other
 * machines, links are our own packages.
 */
function isInstalled() {
  const installed = readPackages(path.join(ROOT, 'node_modules', '.package-lock.json'));
  const wanted = Object.entries(readPackages(path.join(ROOT, 'package-lock.json')));
  return wanted
    .filter(([place, { link, optional }]) => place.includes('node_modules/') && !link && !optional)
    .every(([place, { version }]) => installed[place]?.version === version);
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/**
 * Goes on in the Node that the lock file brings, so that every machine runs the same one. Returns when this process
 * already is a new enough Node; otherwise never.
 */
export function continueOnOwnNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NEEDED_MAJOR) return;
  if (!existsSync(OWN_NODE)) {
    fail(
      `PromptHub needs Node ${NEEDED_MAJOR}; this is ${process.version}, and npm has no Node ${NEEDED_MAJOR} for ` +
        `${process.platform}-${process.arch}. Install Node ${NEEDED_MAJOR} and run the command again.`,
    );
  }
  const result = spawnSync(OWN_NODE, process.argv.slice(1), {
    stdio: 'inherit',
    env: ownEnvironment(),
    shell: process.platform === 'win32',
  });
  process.exit(result.status ?? 1);
}

/** The environment for child processes: our Node and tools come first on the PATH. */
export function ownEnvironment(extra = {}) {
  return { ...process.env, PATH: `${BIN}${path.delimiter}${process.env.PATH ?? ''}`, ...extra };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
