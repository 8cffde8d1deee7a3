/** Runs the built hub in a process of its own and lives as long as it does. Runs on Node 20; only built-ins. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './bootstrap.mjs';

/** Node keeps up to 96 MB for young objects, which the hub does not need: with 24 MB it is no slower and 40 MB smaller. */
export const HUB_NODE_FLAGS = ['--max-semi-space-size=8'];

/** @returns the exit code. */
export function launch(node, args) {
  // The channel is how the hub learns that this process is gone, even by `kill -9`.
  const script = path.join(ROOT, 'backend', 'dist', 'launch.js');
  const hub = spawn(node, [...HUB_NODE_FLAGS, script, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // From a terminal Ctrl-C reaches both of us; asking twice does no harm.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => hub.kill(signal));
  stopWithParent(hub);
  return new Promise((resolve, reject) => {
    hub.once('error', reject);
    hub.once('exit', (code) => resolve(code ?? 1));
  });
}

/** npm that is killed takes nobody along, nor does the shell between it and us; we notice by their changing places. */
function stopWithParent(hub) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    hub.kill('SIGTERM');
  }, 250);
  timer.unref();
}

/** Our parent's process id, and on Linux its parent's. */
function ancestors() {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    return `${parent} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(parent);
  }
}
