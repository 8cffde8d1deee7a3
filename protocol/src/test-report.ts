import { z } from 'zod';

/**
 * The outcome of a run of tests as data: what `prompthub test --json` prints, other reports are made of, the hub keeps for a commit and
 * the editor shows as a matrix. Version 1 only grows: a reader takes what it knows and leaves the rest.
 */
const count = z.int().nonnegative();
const usd = z.number().nonnegative();
const unit = z.number().min(0).max(1);

export const testStatus = z.enum(['passed', 'failed', 'errored', 'skipped']);
export type TestStatus = z.infer<typeof testStatus>;

export const reportedVerdict = z.object({
  type: z.string(),
  pass: z.boolean(),
  score: unit,
  reason: z.string(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  /** In the test's `assert` list. */
  index: count,
  /** Where it is written in the test's file; counted from one. */
  line: count.optional(),
  errored: z.boolean().optional(),
  metric: z.string().optional(),
  weight: z.number().nonnegative().optional(),
  namedScores: z.record(z.string(), z.number()).optional(),
});
export type ReportedVerdict = z.infer<typeof reportedVerdict>;

/** Tokens and US dollars; no `costUsd`: the model has no known price. */
export const reportedExpense = z.object({
  inputTokens: count,
  outputTokens: count,
  estimated: z.boolean(),
  costUsd: usd.optional(),
  /** How much of it was paid in an earlier run, whose answers were given again. */
  recordedUsd: usd.optional(),
});

/** One test of one column. With several columns, a test stands once for each, in the order of the columns. */
export const reportedTest = z.object({
  description: z.string(),
  /** The file it is written in. */
  source: z.string(),
  /** In the list of its file. */
  index: count,
  /** Where it is written in its file; counted from one. */
  writtenAt: count.optional(),
  /** Of the row, where it ran for the rows of a dataset; counted from one. */
  line: count.optional(),
  mode: z.enum(['run', 'render']),
  vars: z.record(z.string(), z.unknown()),
  status: testStatus,
  /** In the report's `columns`; 0 when absent. */
  column: count.optional(),
  /** `provider/model` that was asked. */
  model: z.string().optional(),
  output: z.string(),
  verdicts: z.array(reportedVerdict),
  error: z.string().optional(),
  latencyMs: z.number().nonnegative(),
  usage: z.object({ inputTokens: count, outputTokens: count, estimated: z.boolean() }).optional(),
  costUsd: usd.optional(),
  /** What judging it took, beside its own usage. */
  judging: reportedExpense.optional(),
  /** Its answer was taken from a recording or an earlier run. */
  recorded: z.boolean().optional(),
  score: unit.optional(),
  /** Of a test that ran several times: how many runs passed, and had to. It is flaky when some passed and some did not. */
  repetitions: z.object({ passed: count, total: count, least: count.optional() }).optional(),
});
export type ReportedTest = z.infer<typeof reportedTest>;

/** One way in which every prompt was asked: a variant of it, or another model. */
export const reportColumn = z.object({
  /** For headings: `gpt-5-mini`, `short · gpt-5-mini`. */
  label: z.string(),
  /** `provider/model`; absent: each prompt's own. */
  model: z.string().optional(),
  /** `short` of `reply.short.prompt`. */
  variant: z.string().optional(),
});
export type ReportColumn = z.infer<typeof reportColumn>;

export const testTotals = z.object({
  passed: count,
  failed: count,
  errored: count,
  skipped: count,
  total: count,
  /** Of the answers; absent when no model had a known price. */
  costUsd: usd.optional(),
  judgingCostUsd: usd.optional(),
  /** What may have been paid besides: for what was asked and never answered, also before the run was gone on with. */
  perhapsUsd: usd.optional(),
});
export type TestTotals = z.infer<typeof testTotals>;

export const testReport = z.object({
  version: z.literal(1),
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  totals: testTotals,
  /** Absent in a run with one column: each prompt's own model. */
  columns: z.array(reportColumn).optional(),
  /** Means of named metrics over all tests that gave them, 0 to 1. */
  metrics: z.record(z.string(), z.number()).optional(),
  prompts: z.array(z.object({ prompt: z.string(), tests: z.array(reportedTest) })),
});
export type TestReport = z.infer<typeof testReport>;
