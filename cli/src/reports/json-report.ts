import type { TestReport } from '@prompthub/protocol';

/** The whole run as data; version 1 of this shape only grows. */
export function jsonReport(report: TestReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** A line for each test, with its prompt and the name of its column. */
export function jsonLinesReport({ columns, prompts }: TestReport): string {
  const lines = prompts.flatMap(({ prompt, tests }) =>
    tests.map((test) => JSON.stringify({ prompt, ...test, columnLabel: columns?.[test.column ?? 0]?.label })),
  );
  return lines.map((line) => `${line}\n`).join('');
}
