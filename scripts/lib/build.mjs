/** Builds the packages and the extension, when their sources changed. Runs on Node 20; only built-ins. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BIN, ROOT } from './bootstrap.mjs';
import { fingerprint, remember, remembered } from './fingerprint.mjs';

const HUB = path.join(ROOT, 'backend', 'dist', 'launch.js');

/**
 * The hub must build; without the rest (extension, command line) it still runs, and the next start tries again.
 * @throws Error with the end of the build's output when the hub cannot be built.
 */
export function ensureBuilt(node) {
  const { workspaces } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const print = fingerprint(workspaces, ['package-lock.json', 'tsconfig.base.json', 'nx.json']);
  if (remembered('build') !== print || !existsSync(HUB)) {
    console.log('Building …');
    lerna(node, ['--scope', '@prompthub/backend', '--include-dependencies']);
    try {
      lerna(node, ['--no-bail']);
    } catch (error) {
      console.warn(`Some parts could not be built; the hub runs without them:\n${error.message}`);
      return print;
    }
    remember('build', print);
  }
  return print;
}

/** The extension's package; undefined, with a note, when it cannot be made: the hub runs without it. */
export function ensurePackaged(node, print) {
  const known = findVsix();
  if (known !== undefined && remembered('vsix') === print) return known;
  console.log('Packaging the extension …');
  try {
    run(npm(), ['run', '--silent', '-w', 'extension', 'package'], node);
  } catch (error) {
    console.warn(`The extension could not be packaged, so it is left out:\n${error.message}`);
    return undefined;
  }
  remember('vsix', print);
  return findVsix();
}

function lerna(node, selection) {
  const cli = path.join(ROOT, 'node_modules', 'lerna', 'dist', 'cli.js');
  run(node, [cli, 'run', 'build', '--loglevel=error', ...selection]);
}

function findVsix() {
  const folder = path.join(ROOT, 'extension');
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const name = readdirSync(folder).find((file) => file === `prompthub-${version}.vsix`);
  return name === undefined ? undefined : path.join(folder, name);
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm';
}

/** Quiet while all is well; shows the end of the output when not. */
function run(command, args, node = command) {
  const search = [path.dirname(node), BIN, process.env.PATH ?? ''].join(path.delimiter);
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: ROOT,
    // Without its daemon nx leaves nothing running.
    env: { ...process.env, PATH: search, NX_DAEMON: 'false', NX_TUI: 'false' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  const output = `${stdout ?? ''}\n${stderr ?? ''}\n${error?.message ?? ''}`
    .trim()
    .split('\n')
    .slice(-40)
    .join('\n');
  throw new Error(output);
}
