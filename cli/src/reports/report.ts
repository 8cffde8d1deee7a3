import type { TestResult, TestStatus } from '@prompthub/engine';

export interface ReportedPrompt {
  readonly prompt: string;
  readonly tests: readonly { readonly source: string; readonly result: TestResult }[];
}

/** One run of tests, in the order in which they are written. */
export interface Report {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly prompts: readonly ReportedPrompt[];
}

export interface Totals extends Readonly<Record<TestStatus, number>> {
  readonly total: number;
  /** US dollars; undefined when no run had a known price. */
  readonly costUsd: number | undefined;
}

export function totalsOf(tests: readonly { readonly result: TestResult }[]): Totals {
  const totals = { passed: 0, failed: 0, errored: 0, skipped: 0, total: 0 };
  let costUsd: number | undefined;
  for (const { result } of tests) {
    totals[result.status]++;
    totals.total++;
    if (result.costUsd !== undefined) costUsd = (costUsd ?? 0) + result.costUsd;
  }
  return { ...totals, costUsd };
}

export function allTests(report: Report): ReportedPrompt['tests'] {
  return report.prompts.flatMap(({ tests }) => tests);
}

/** Why a test did not pass, one line each. */
export function reasonsOf({ error, verdicts }: TestResult): string[] {
  const failed = verdicts.filter(({ pass }) => !pass).map(({ type, reason }) => `${type}: ${reason}`);
  return error !== undefined && failed.length === 0 ? [error] : failed;
}
