import type { MatrixRow, ReportedTest, TestReport } from '@prompthub/protocol';
import { MatrixRun } from '../matrix/matrix-run';

interface KeptReport {
  readonly title: string;
  readonly report: TestReport;
  /** The address here of a file of the project. */
  readonly fileOf: (path: string) => string;
}

/** A report as the matrix shows it: tests in rows, columns as it has them. It cannot be run again from there. */
export function keptMatrix({ title, report, fileOf }: KeptReport): MatrixRun {
  const columns = (report.columns ?? [{ label: 'the prompt’s own model' }]).map(({ label }) => ({ label }));
  const run = new MatrixRun({ title, columns, prompts: [], kept: true });
  const rows: MatrixRow[] = [];
  const places = new Map<string, number>();
  for (const { prompt, tests } of report.prompts)
    for (const test of tests) {
      const key = JSON.stringify([prompt, test.source, test.index, test.line]);
      const place = places.get(key) ?? rows.push(rowOf(prompt, test, fileOf)) - 1;
      places.set(key, place);
      run.end(place, test.column ?? 0, test);
    }
  run.rows = rows;
  run.state = 'ended';
  run.result = { runId: '', report: { ...report, totals: { ...report.totals, ...countsOf(report) } } };
  return run;
}

/** Of the tests that are shown: while a run goes on, the hub's own count may be of a moment before. */
function countsOf({ prompts }: TestReport): Pick<TestReport['totals'], ReportedTest['status']> {
  const counts = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  for (const { status } of prompts.flatMap(({ tests }) => tests)) counts[status]++;
  return counts;
}

function rowOf(prompt: string, test: ReportedTest, fileOf: (path: string) => string): MatrixRow {
  const { description, source, index } = test;
  return { uri: fileOf(prompt), prompt, testId: `${fileOf(source)}#${index}`, description };
}
