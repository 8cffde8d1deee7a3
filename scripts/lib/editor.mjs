/** Puts the extension into VS Code, when its command is there. Never in the way: whatever goes wrong is one line. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { remember, remembered } from './fingerprint.mjs';

const TIMEOUT_MS = 60_000;

/** Installs the package and opens the examples, once for each state of the extension (`print`). */
export function offerToEditor(vsix, print) {
  const code = findOnPath(process.platform === 'win32' ? 'code.cmd' : 'code');
  if (code === undefined || vsix === undefined || remembered('editor') === print) return;
  const shell = process.platform === 'win32';
  const { status } = spawnSync(code, ['--install-extension', vsix, '--force'], {
    stdio: 'ignore',
    timeout: TIMEOUT_MS,
    shell,
  });
  if (status !== 0) {
    console.log('VS Code did not take the extension; install it by hand (see below).');
    return;
  }
  remember('editor', print);
  const opened = spawn(code, [path.join(ROOT, 'examples')], { stdio: 'ignore', detached: true, shell });
  opened.once('error', () => undefined);
  opened.unref();
}

function findOnPath(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}
