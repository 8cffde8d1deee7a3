import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT, ownEnvironment } from '../lib/bootstrap.mjs';
import { runLimited } from './run-limited.mjs';

/** A run that takes longer than this hangs; the exhaustive variants may take hours. */
const LIMIT_MINUTES = { usual: 25, full: 600 };

/** Runs jest with these arguments, and counts what its report says. The report is kept in `artifacts/`. */
export async function runJest(args, { artifacts, name, full }) {
  const report = path.join(artifacts, `${name}.json`);
  const running = path.join(artifacts, `${name}-running.txt`);
  rmSync(report, { force: true });
  const minutes = full ? LIMIT_MINUTES.full : LIMIT_MINUTES.usual;
  const status = await runLimited(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...args,
      '--json',
      `--outputFile=${report}`,
    ],
    {
      minutes,
      cwd: ROOT,
      env: ownEnvironment({ RUNNING_TESTS: running, ...(full ? { PROMPTHUB_FULL: '1' } : {}) }),
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (status === undefined) {
    console.error(`Stopped after ${minutes} minutes. Not ended:\n${readFileSync(running, 'utf8')}`);
    return { passed: 0, failed: 1, skipped: 0, reasons: [] };
  }
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, reasons: [] };
  return summarize(JSON.parse(readFileSync(report, 'utf8')), status);
}

function summarize(report, status) {
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults.filter((test) => test.status === 'pending' || test.status === 'todo'),
  );
  // A file that cannot be loaded and a missed coverage threshold fail the run without a failing test.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped: skipped.length,
    reasons: [...new Set(skipped.map((test) => test.fullName))],
  };
}
