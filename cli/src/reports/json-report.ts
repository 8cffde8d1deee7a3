import { allTests, totalsOf, type Report } from './report';

/** The whole run as data; version 1 of this shape only grows. */
export function jsonReport(report: Report): string {
  const value = {
    version: 1,
    startedAt: report.startedAt,
    durationMs: report.durationMs,
    totals: totalsOf(allTests(report)),
    prompts: report.prompts.map(({ prompt, tests }) => ({
      prompt,
      tests: tests.map(({ source, result: { test, ...result } }) => ({
        description: test.description,
        source,
        index: test.index,
        mode: test.mode,
        vars: test.vars,
        ...result,
      })),
    })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
