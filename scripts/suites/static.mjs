import { ROOT, ownEnvironment } from '../lib/bootstrap.mjs';
import { runLimited } from './run-limited.mjs';

/** A run that takes longer than this hangs. */
const LIMIT_MINUTES = 15;

/** Compiles and bundles every package, in the order of their dependencies; also the type check of the house. */
export const build = () => one('lerna', ['run', 'build', '--loglevel=error']);

export const lint = () => one('eslint', ['.', '--max-warnings', '0']);

export const format = () => one('prettier', ['--check', '--log-level', 'warn', '.']);

/** Counts as one test: the command succeeds. */
async function one(command, args) {
  const status = await runLimited(command, args, {
    minutes: LIMIT_MINUTES,
    cwd: ROOT,
    env: ownEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status === undefined) console.error(`Stopped after ${LIMIT_MINUTES} minutes: ${command}.`);
  const passed = status === 0;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, reasons: [] };
}
