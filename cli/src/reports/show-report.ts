import type { TestReport } from '@prompthub/protocol';
import { note } from '../terminal/output';
import { compareReports, regressionsOf } from './compare-reports';
import { comparisonComment } from './comparison-comment';
import { changesInWords, comparisonInWords } from './comparison-words';
import { reportToGitHub } from './github';
import { jsonReport } from './json-report';
import { printReport } from './print-report';
import { writeReports } from './write-reports';

export interface ShownReport {
  readonly output: readonly string[];
  readonly json?: boolean;
  /** Compared with it. */
  readonly base?: TestReport;
  /** Print nothing; for reports that go into files alone. */
  readonly silent?: boolean;
  /** Also into the job of GitHub Actions, where this is one. */
  readonly inJob?: boolean;
}

/** Prints and writes a report everywhere that it is wanted; nothing keeps the rest from it. */
export async function showReport(
  report: TestReport,
  { output, json, base, silent, inJob }: ShownReport,
): Promise<{ readonly regressions: number }> {
  const comparison = base && (await compareReports(base, report));
  if (json) process.stdout.write(jsonReport(report));
  else if (!silent) printReport(report);
  if (comparison) {
    note(`Compared with the base: ${changesInWords(comparison)}.`);
    for (const sentence of comparisonInWords(comparison)) note(`  ${sentence}`);
  }
  if (inJob) await reportToGitHub(report, { before: comparison && comparisonComment(report, comparison) });
  await writeReports(report, output, comparison);
  return { regressions: comparison ? regressionsOf(comparison) : 0 };
}
