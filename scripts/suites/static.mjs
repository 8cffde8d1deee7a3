import { spawnSync } from 'node:child_process';
import { ROOT, ownEnvironment } from '../lib/bootstrap.mjs';

/** Compiles and bundles every package, in the order of their dependencies; also the type check of the house. */
export const build = () => one('lerna', ['run', 'build', '--loglevel=error']);

export const lint = () => one('eslint', ['.', '--max-warnings', '0']);

export const format = () => one('prettier', ['--check', '--log-level', 'warn', '.']);

/** Counts as one test: the command succeeds. */
function one(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    env: ownEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const passed = status === 0;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, reasons: [] };
}
