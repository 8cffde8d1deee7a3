import { metricsOfTests, totalsOfTests } from '@prompthub/protocol';
import type { ReportColumn, ReportedTest, ReportedVerdict, TestReport } from '@prompthub/protocol';
import type { AssertionVerdict, TestResult } from '@prompthub/engine';
import type { TestLines } from '../tests/test-lines';

/** One prompt with its results, in the order in which the tests are written; of one test, in the order of the columns. */
export interface TestedPrompt {
  readonly prompt: string;
  readonly tests: readonly {
    readonly source: string;
    readonly result: TestResult;
    readonly lines?: TestLines;
    readonly column?: number;
  }[];
}

export interface TestedRun {
  readonly startedAt: Date;
  readonly durationMs: number;
  /** May have been paid besides what its tests say, US dollars. */
  readonly perhapsUsd?: number;
  readonly columns?: readonly ReportColumn[];
  readonly prompts: readonly TestedPrompt[];
}

/** A run of tests as data, which every report is made from. */
export function reportOf({ startedAt, durationMs, perhapsUsd = 0, columns, prompts }: TestedRun): TestReport {
  const reported = prompts.map(({ prompt, tests }) => ({ prompt, tests: tests.map(reportedTest) }));
  const all = reported.flatMap(({ tests }) => tests);
  return {
    version: 1,
    startedAt: startedAt.toISOString(),
    durationMs,
    totals: { ...totalsOfTests(all), ...(perhapsUsd > 0 && { perhapsUsd }) },
    columns: columns && [...columns],
    metrics: metricsOfTests(all),
    prompts: reported,
  };
}

function reportedTest({ source, result, lines, column }: TestedPrompt['tests'][number]): ReportedTest {
  const { test, verdicts, repetitions, ...figures } = result;
  return {
    description: test.description,
    source,
    index: test.index,
    writtenAt: lines?.test,
    mode: test.mode,
    vars: { ...test.vars },
    column,
    ...figures,
    repetitions: repetitions && { ...repetitions },
    verdicts: verdicts.map((verdict) => reportedVerdict(verdict, lines)),
  };
}

function reportedVerdict(verdict: AssertionVerdict, lines: TestLines | undefined): ReportedVerdict {
  const { namedScores, parts: _parts, ...rest } = verdict;
  return {
    ...rest,
    line: lines?.assertions[verdict.index],
    ...(namedScores && { namedScores: { ...namedScores } }),
  };
}
