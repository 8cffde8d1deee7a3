import {
  dollars,
  duration,
  reasonsOfTest,
  totalsOfTests,
  type TestReport,
  type TestTotals,
} from '@prompthub/protocol';
import { code, fitting, inline } from './markdown-text';
import { columnsOf, nameOf } from './report-rows';

const marks = { passed: '✅', failed: '❌', errored: '💥', skipped: '⏭️' } as const;

/** GitHub refuses summaries of more than 1 MiB. */
export const MAX_SUMMARY_BYTES = 1024 * 1024;

/** Totals, a table of the prompts (and of the columns, when there are several), named metrics, and what did not pass. */
export function markdownReport(report: TestReport, maxBytes = Infinity): string {
  const head = [
    '# Prompt tests',
    '',
    `**${countsOf(report.totals)}** in ${duration(report.durationMs)}${costOf(report.totals)}`,
    '',
    ...table(
      'prompt',
      report.prompts.map(({ prompt, tests }) => [code(prompt), totalsOfTests(tests)]),
    ),
    ...columnTable(report),
    ...metricTable(report),
  ];
  const problems = problemsOf(report);
  const room = maxBytes - Buffer.byteLength(head.join('\n')) - 200;
  const { lines, left } = fitting(problems, room);
  if (problems.length === 0) return [...head, ''].join('\n');
  const more = left > 0 ? ['', `… and ${left} more lines, which did not fit here.`] : [];
  return [...head, '', '## What did not pass', '', ...lines, ...more, ''].join('\n');
}

/** `3 passed, 1 failed, 0 errored, 0 skipped`. */
export function countsOf({ passed, failed, errored, skipped }: TestTotals): string {
  return `${passed} passed, ${failed} failed, ${errored} errored, ${skipped} skipped`;
}

/** `, $0.02 and $0.01 for judging`; empty where no price is known. */
export function costOf({ costUsd, judgingCostUsd, perhapsUsd }: TestTotals): string {
  const costs = [
    ...(costUsd === undefined ? [] : [dollars(costUsd)]),
    ...(judgingCostUsd === undefined ? [] : [`${dollars(judgingCostUsd)} for judging`]),
    ...(perhapsUsd === undefined ? [] : [`up to ${dollars(perhapsUsd)} more for what was never answered`]),
  ];
  return costs.length === 0 ? '' : `, ${costs.join(' and ')}`;
}

function table(heading: string, rows: readonly (readonly [name: string, totals: TestTotals])[]): string[] {
  return [
    `| ${heading} | passed | failed | errored | skipped | cost |`,
    '|---|--:|--:|--:|--:|--:|',
    ...rows.map(
      ([name, { passed, failed, errored, skipped, costUsd }]) =>
        `| ${name} | ${passed} | ${failed} | ${errored} | ${skipped} | ${costUsd === undefined ? '' : dollars(costUsd)} |`,
    ),
  ];
}

function columnTable(report: TestReport): string[] {
  const columns = columnsOf(report);
  if (columns.length < 2) return [];
  const all = report.prompts.flatMap(({ tests }) => tests);
  const rows = columns.map(
    ({ label }, at) => [inline(label), totalsOfTests(all.filter(({ column = 0 }) => column === at))] as const,
  );
  return ['', ...table('asked', rows)];
}

function metricTable({ metrics }: TestReport): string[] {
  if (!metrics) return [];
  const rows = Object.entries(metrics).map(([name, mean]) => `| ${inline(name)} | ${mean.toFixed(3)} |`);
  return ['', '| metric | mean |', '|---|--:|', ...rows];
}

function problemsOf(report: TestReport): string[] {
  const columns = columnsOf(report);
  return report.prompts.flatMap(({ prompt, tests }) =>
    tests
      .filter(({ status }) => status !== 'passed')
      .flatMap((test) => [
        `- ${marks[test.status]} ${code(prompt)}: ${inline(nameOf(test, columns))}`,
        ...reasonsOfTest(test).map((reason) => `  - ${inline(reason)}`),
      ]),
  );
}
