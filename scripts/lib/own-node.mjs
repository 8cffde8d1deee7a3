/** The Node that the hub and its build run on. Runs on Node 20; only built-ins. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './bootstrap.mjs';

const NEEDED_MAJOR = 24;

/** Path of a Node of at least 24: this one, or the one in the lock file. Undefined: there is none for this platform. */
export function ownNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const candidates = [
    path.join(ROOT, 'node_modules', `node-${platform}-${process.arch}`, binary),
    path.join(ROOT, 'node_modules', '.bin', 'node'),
  ];
  return candidates.find((file) => existsSync(file));
}

export function withoutOwnNode() {
  return (
    `PromptHub needs Node ${NEEDED_MAJOR}; this is ${process.version}, and npm has no Node ${NEEDED_MAJOR} for ` +
    `${process.platform}-${process.arch}. Install Node ${NEEDED_MAJOR} and run the command again.`
  );
}
