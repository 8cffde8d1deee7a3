import { type KeptTestResult, metricsOfTests, type TestReport, type TestRun } from '@prompthub/protocol';

/** A run of the hub as the report that `prompthub test --json` prints of one of its own. */
export function reportOfRun(run: TestRun, results: readonly KeptTestResult[]): TestReport {
  const prompts = new Map<string, TestReport['prompts'][number]>();
  for (const { prompt, contents: _contents, executions: _executions, ...test } of results) {
    const known = prompts.get(prompt) ?? { prompt, tests: [] };
    known.tests.push(test);
    prompts.set(prompt, known);
  }
  const metrics = metricsOfTests(results);
  return {
    version: 1,
    startedAt: run.startedAt ?? run.createdAt,
    durationMs: run.durationMs ?? 0,
    totals: run.totals,
    ...(run.columns && { columns: run.columns }),
    ...(metrics && { metrics }),
    prompts: [...prompts.values()],
  };
}
