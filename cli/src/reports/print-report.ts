import {
  dollars,
  duration,
  reasonsOfTest,
  type ReportedTest,
  type TestReport,
  type TestTotals,
} from '@prompthub/protocol';
import { note, print, printable } from '../terminal/output';
import { style } from '../terminal/style';
import { isTooNarrow, tableLines, type TableCell } from '../terminal/table';
import { columnsOf, nameOf, rowsOf, type ReportRow } from './report-rows';

const marks = {
  passed: { text: '✓', paint: style.green },
  failed: { text: '✗', paint: style.red },
  errored: { text: '!', paint: style.red },
  skipped: { text: '-', paint: style.yellow },
} as const;

/** Where the width of the terminal is not known. */
const USUAL_WIDTH = 100;

/** Prints the tests of each prompt; with several columns as a matrix, then why tests did not pass. */
export function printReport(report: TestReport): void {
  const terminalWidth = process.stdout.columns || Number(process.env['COLUMNS']) || USUAL_WIDTH;
  const columns = columnsOf(report);
  const asMatrix = columns.length > 1 && !isTooNarrow(columns.length + 1, terminalWidth);
  if (asMatrix) printMatrix(report, terminalWidth);
  for (const { prompt, tests } of report.prompts) {
    const shown = asMatrix ? tests.filter(({ status }) => status !== 'passed') : tests;
    if (shown.length === 0) continue;
    print(style.bold(printable(prompt)));
    for (const test of shown) printTest(test, nameOf(test, columns));
  }
  if (report.metrics) {
    const means = Object.entries(report.metrics).map(([name, mean]) => `${name} ${mean.toFixed(3)}`);
    print(style.dim(printable(`Mean of ${means.join(', ')}`)));
  }
  note(summaryOf(report));
}

/** `3 passed, 1 failed, 0 errored, 0 skipped · 1.2 s · $0.02 · $0.01 of it for recorded answers`. */
export function summaryOf({ totals, durationMs, prompts }: TestReport): string {
  const { passed, failed, errored, skipped } = totals;
  const counts = `${passed} passed, ${failed} failed, ${errored} errored, ${skipped} skipped`;
  return [counts, duration(durationMs), ...costsOf(totals), ...recordedOf(prompts)].join(' · ');
}

function costsOf({ costUsd, judgingCostUsd, perhapsUsd }: TestTotals): string[] {
  return [
    ...(costUsd === undefined ? [] : [dollars(costUsd)]),
    ...(judgingCostUsd === undefined ? [] : [`judging ${dollars(judgingCostUsd)}`]),
    ...(perhapsUsd === undefined ? [] : [`up to ${dollars(perhapsUsd)} more for what was never answered`]),
  ];
}

/** What was paid in earlier runs. */
function recordedOf(prompts: TestReport['prompts']): string[] {
  const costUsd = prompts
    .flatMap(({ tests }) => tests)
    .reduce(
      (sum, test) => sum + ((test.recorded && test.costUsd) || 0) + (test.judging?.recordedUsd ?? 0),
      0,
    );
  return costUsd === 0 ? [] : [`${dollars(costUsd)} of it for recorded answers`];
}

function printTest(test: ReportedTest, name: string): void {
  const { text, paint } = marks[test.status];
  const runs = test.repetitions
    ? ` (${test.repetitions.passed} of ${test.repetitions.total} runs${needed(test)})`
    : '';
  print(`  ${paint(text)} ${printable(name)}${runs}`);
  if (test.status === 'passed') return;
  for (const reason of reasonsOfTest(test)) print(`      ${printable(reason).replaceAll('\n', '\n      ')}`);
}

function needed({ repetitions }: ReportedTest): string {
  return repetitions?.least === undefined || repetitions.least === repetitions.total
    ? ''
    : `, ${repetitions.least} needed`;
}

function printMatrix(report: TestReport, terminalWidth: number): void {
  const columns = columnsOf(report);
  const rows = rowsOf(report);
  const heading = [{ text: '' }, ...columns.map(({ label }) => ({ text: label, paint: style.bold }))];
  const totals = columns.map((_column, at): TableCell => ({ text: shareOf(rows, at), paint: style.dim }));
  const lines = report.prompts.flatMap(({ prompt }): TableCell[][] => [
    [{ text: prompt, paint: style.bold }],
    ...rows.filter((row) => row.prompt === prompt).map(matrixRow),
  ]);
  const table = [heading, ...lines, [{ text: 'passed', paint: style.dim }, ...totals]];
  for (const line of tableLines(table, terminalWidth)) print(line);
  print('');
}

function matrixRow({ test, cells }: ReportRow): TableCell[] {
  return [
    { text: `  ${test.description}` },
    ...cells.map((cell): TableCell => {
      if (!cell) return { text: '' };
      const { text, paint } = marks[cell.status];
      const cost = cell.costUsd === undefined ? '' : ` ${dollars(cell.costUsd)}`;
      return { text: `${text}${cell.latencyMs > 0 ? ` ${duration(cell.latencyMs)}` : ''}${cost}`, paint };
    }),
  ];
}

function shareOf(rows: readonly ReportRow[], at: number): string {
  const cells = rows.flatMap(({ cells }) => cells[at] ?? []);
  return `${cells.filter(({ status }) => status === 'passed').length} of ${cells.length}`;
}
