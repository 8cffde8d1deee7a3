import type { ReportedTest, TestReport, TestTotals } from './test-report';

/** What a run of tests comes to: how many of each status, and US dollars where a price is known. */
export function totalsOfTests(
  tests: readonly Pick<ReportedTest, 'status' | 'costUsd' | 'judging'>[],
): TestTotals {
  const totals: TestTotals = { passed: 0, failed: 0, errored: 0, skipped: 0, total: 0 };
  for (const { status, costUsd, judging } of tests) {
    totals[status]++;
    totals.total++;
    if (costUsd !== undefined) totals.costUsd = (totals.costUsd ?? 0) + costUsd;
    if (judging?.costUsd !== undefined)
      totals.judgingCostUsd = (totals.judgingCostUsd ?? 0) + judging.costUsd;
  }
  return totals;
}

/** Means of named metrics over all tests that gave them; undefined when none did. */
export function metricsOfTests(tests: readonly Pick<ReportedTest, 'verdicts'>[]): TestReport['metrics'] {
  const scores = new Map<string, number[]>();
  const add = (name: string, score: number): void => {
    const known = scores.get(name);
    if (known) known.push(score);
    else scores.set(name, [score]);
  };
  for (const { metric, score, namedScores = {} } of tests.flatMap(({ verdicts }) => verdicts)) {
    if (metric !== undefined) add(metric, score);
    for (const [name, value] of Object.entries(namedScores)) add(name, value);
  }
  if (scores.size === 0) return undefined;
  return Object.fromEntries(
    [...scores].map(([name, all]) => [name, all.reduce((sum, score) => sum + score, 0) / all.length]),
  );
}

/** Why a test did not pass, one line each. */
export function reasonsOfTest({ error, verdicts }: Pick<ReportedTest, 'error' | 'verdicts'>): string[] {
  const failed = verdicts.filter(({ pass }) => !pass).map(({ type, reason }) => `${type}: ${reason}`);
  return error !== undefined && failed.length === 0 ? [error] : failed;
}
