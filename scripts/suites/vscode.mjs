import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT, ownEnvironment } from '../lib/bootstrap.mjs';
import { runJest } from './run-jest.mjs';
import { runLimited } from './run-limited.mjs';
import { missing, setup } from '../vscode/setup.mjs';

/** A run that takes longer than this hangs. */
const LIMIT_MINUTES = 15;

/** The extension's own tests, by mocha inside a real extension host. */
export async function vscode({ artifacts, full }) {
  const reason = prepare();
  if (reason) return unavailable(reason);
  const report = path.join(artifacts, 'vscode-host.json');
  rmSync(report, { force: true });
  const extension = path.join(ROOT, 'extension');
  const status = await runLimited(
    process.execPath,
    [
      path.join(ROOT, 'node_modules', '@vscode', 'test-cli', 'out', 'bin.mjs'),
      '--config',
      '.vscode-test.mjs',
    ],
    {
      minutes: LIMIT_MINUTES,
      cwd: extension,
      env: ownEnvironment({
        VSCODE_SHIM: path.join(ROOT, 'scripts', 'vscode', 'code-shim.mjs'),
        MOCHA_JSON: report,
        ...(full ? { PROMPTHUB_FULL: '1' } : {}),
      }),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  if (status === undefined)
    console.error(`Stopped after ${LIMIT_MINUTES} minutes: a test above has not ended.`);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, reasons: [] };
  const { stats, pending } = JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: stats.passes,
    failed: status !== 0 && stats.failures === 0 ? 1 : stats.failures,
    skipped: stats.pending,
    reasons: pending.map((test) => test.fullTitle),
  };
}

/** Stories of a user in a real VS Code window, by jest and Playwright; screenshots go to artifacts/. */
export function e2e({ artifacts, full }) {
  const reason = prepare();
  if (reason) return unavailable(reason);
  return runJest(['--config', 'jest.e2e.config.mjs', '--maxWorkers=2'], { artifacts, name: 'e2e', full });
}

function prepare() {
  if (!missing()) return undefined;
  try {
    setup();
  } catch (error) {
    return `the VS Code server could not be installed (${error.message})`;
  }
  return missing();
}

function unavailable(reason) {
  return { passed: 0, failed: 0, skipped: 1, reasons: [reason], unavailable: true };
}
