import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../lib/bootstrap.mjs';
import { build, format, lint } from './static.mjs';
import { jest } from './jest.mjs';
import { e2e, vscode } from './vscode.mjs';

/**
 * In this order: what fails fast comes first, and the built product is there before the suites that start it. Those of a
 * row go on side by side, as each takes one core.
 */
const ROWS = [{ build }, { lint, format }, { jest }, { vscode }, { e2e }];

/**
 * A suite answers `{ passed, failed, skipped, reasons }`: counts of tests, and for skips why, in words.
 * Returns the exit code.
 */
export async function runSuites({ only, full, requireAll }) {
  const artifacts = path.join(ROOT, 'artifacts');
  mkdirSync(artifacts, { recursive: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  const reasons = [];
  const run = async ([name, suite]) => {
    if (only && !only.includes(name)) return;
    const started = Date.now();
    console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
    const result = await suite({ full, requireAll, artifacts });
    const counts = requireAll ? demand(result) : result;
    for (const key of Object.keys(total)) total[key] += counts[key];
    reasons.push(...counts.reasons.map((reason) => `${name}: ${reason}`));
    console.log(`${name}: ${line(counts)} (${Math.round((Date.now() - started) / 1000)} s)`);
  };
  for (const row of ROWS) {
    await Promise.all(Object.entries(row).map(run));
    if ('build' in row && total.failed > 0) break;
  }
  if (reasons.length > 0) console.log(`\nSkipped:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`);
  console.log(`\n${line(total)}`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** Where everything must run, a suite that could not run as a whole has failed. */
function demand(result) {
  return result.unavailable ? { ...result, failed: result.failed + 1, skipped: 0 } : result;
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
