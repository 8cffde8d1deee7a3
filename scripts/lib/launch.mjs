/** Runs the built hub in a process of its own and lives as long as it does. Runs on Node 20; only built-ins. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './bootstrap.mjs';

/** @returns the exit code. */
export function launch(node, args) {
  // The channel is how the hub learns that this process is gone, even by `kill -9`.
  const hub = spawn(node, [path.join(ROOT, 'backend', 'dist', 'launch.js'), ...args], {
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

/** npm that is killed takes nobody along; its scripts notice by getting another parent. */
function stopWithParent(hub) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    hub.kill('SIGTERM');
  }, 250);
  timer.unref();
}
