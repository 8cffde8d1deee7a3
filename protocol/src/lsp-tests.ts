import { z } from 'zod';
import { lspRange } from './lsp';
import { reportedTest, testReport } from './test-report';

/** How the last runs of a test went, these ones too: `text` names the text that they are about. */
export const testHistory = z.object({ id: z.string(), text: z.string(), passes: z.array(z.boolean()) });
export type TestHistory = z.infer<typeof testHistory>;

/** What a client says of earlier sessions when it starts a server (`initializationOptions`). */
export const rememberedTests = z.object({ testHistory: z.array(testHistory) });

/** Of a test's last runs on the same text: how many passed. It is flaky when some did and some did not. */
const recentRuns = z.object({ passed: z.number(), total: z.number() });

export const testItem = z.object({
  /** Stable while the list keeps its order: `<uri of the file it stands in>#<index>`. */
  id: z.string(),
  /** The file it stands in: the prompt or its `.tests.yaml`. */
  uri: z.string(),
  description: z.string(),
  mode: z.enum(['run', 'render']),
  /** Its values of inputs, for those who run the prompt elsewhere. */
  vars: z.record(z.string(), z.unknown()).optional(),
  range: lspRange,
  recent: recentRuns.optional(),
});
export type TestItem = z.infer<typeof testItem>;

export const testList = z.object({
  tests: z.array(testItem),
  /** Id of the test whose values are shown inline. */
  selected: z.string().optional(),
});
export type TestList = z.infer<typeof testList>;

export const testParams = z.object({
  uri: z.string(),
  runId: z.string(),
  /** Without ids: all tests of the prompt. */
  ids: z.array(z.string()).optional(),
});
export type TestParams = z.infer<typeof testParams>;

export const assertionOutcome = z.object({
  type: z.string(),
  pass: z.boolean(),
  reason: z.string(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  uri: z.string(),
  range: lspRange,
});

export const testOutcome = z.object({
  id: z.string(),
  status: z.enum(['passed', 'failed', 'errored', 'skipped']),
  output: z.string(),
  error: z.string().optional(),
  assertions: z.array(assertionOutcome),
  latencyMs: z.number(),
  costUsd: z.number().optional(),
  recent: recentRuns.optional(),
  /** For a client that keeps it: the next server takes it as `initializationOptions.testHistory`. */
  history: testHistory.optional(),
});
export type TestOutcome = z.infer<typeof testOutcome>;

export const testProgress = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), runId: z.string(), id: z.string() }),
  z.object({ type: z.literal('ended'), runId: z.string(), outcome: testOutcome }),
]);
export type TestProgress = z.infer<typeof testProgress>;

export const testRunResult = z.object({
  runId: z.string(),
  passed: z.number(),
  failed: z.number(),
  errored: z.number(),
  skipped: z.number(),
  costUsd: z.number().optional(),
});
export type TestRunResult = z.infer<typeof testRunResult>;

/** Tests of several prompts. */
export const testsParams = z.object({
  prompts: z.array(
    z.object({
      uri: z.string(),
      /** Without ids: all of its tests. */
      ids: z.array(z.string()).optional(),
    }),
  ),
});
export type TestsParams = z.infer<typeof testsParams>;

/** One way that a rendering can take at a block. */
export const coveredBranch = z.object({
  /** For people: `{{else if b}}`, `no {{else}} of {{#if a}}`. */
  label: z.string(),
  /** The block that decides. */
  block: lspRange,
  /** The tag that begins it; where nobody wrote it, the one that ends the block. */
  tag: lspRange,
  /** What stands in it, without blanks around and without the blocks inside, which have branches of their own. */
  texts: z.array(lspRange),
  written: z.boolean(),
  /** How many tests come here: rows, where they have a dataset. */
  reachedBy: z.number(),
});
export type CoveredBranch = z.infer<typeof coveredBranch>;

/** By file: prompts, and the partials that they can reach, with what the tests of all of them reach there. */
export const coverageResult = z.object({
  files: z.array(z.object({ uri: z.string(), branches: z.array(coveredBranch) })),
});
export type CoverageResult = z.infer<typeof coverageResult>;

/** One way in which every prompt is asked. */
export const matrixColumn = z.object({
  label: z.string(),
  /** `provider/model`; absent: each prompt's own. */
  model: z.string().optional(),
  /** `short` of `reply.short.prompt`, or one of `texts`; absent: the prompt itself. */
  variant: z.string().optional(),
});
export type MatrixColumn = z.infer<typeof matrixColumn>;

/** Other texts of prompts, as an environment runs them: variants that are no files here. */
const givenTexts = z.array(
  z.object({
    uri: z.string(),
    variant: z.string(),
    source: z.string(),
    partials: z.record(z.string(), z.string()),
  }),
);

export const estimateParams = testsParams.extend({
  columns: z.array(matrixColumn).min(1).optional(),
  texts: givenTexts.optional(),
});
export type EstimateParams = z.infer<typeof estimateParams>;
/** US dollars. */
export const costEstimate = z.object({
  /** How often a model is asked: for rows of datasets, columns and repetitions once each. */
  questions: z.number(),
  /** With usual answers; of models with a known price. */
  aboutUsd: z.number(),
  /** Absent when a question has no bound. */
  atMostUsd: z.number().optional(),
  /** All that would be asked, `provider/model`. */
  models: z.array(z.string()),
  /** Those of them without a known price. */
  unpriced: z.array(z.string()),
  /** How many runs of tests ask a judge, whose cost is in the figures. */
  judged: z.number(),
});
export type CostEstimate = z.infer<typeof costEstimate>;

export const matrixParams = testsParams.extend({
  /** Made by the caller; progress carries it. */
  runId: z.string(),
  columns: z.array(matrixColumn).min(1),
  texts: givenTexts.optional(),
});
export type MatrixParams = z.infer<typeof matrixParams>;

/** One test, or one row of its dataset. */
export const matrixRow = z.object({
  /** Of the prompt. */
  uri: z.string(),
  /** Its path in the workspace, for people. */
  prompt: z.string(),
  /** Id from TestList. */
  testId: z.string(),
  description: z.string(),
});
export type MatrixRow = z.infer<typeof matrixRow>;

export const matrixProgress = z.discriminatedUnion('type', [
  z.object({ type: z.literal('planned'), runId: z.string(), rows: z.array(matrixRow) }),
  /** `row` in the planned rows, `column` in the columns that were asked for. */
  z.object({
    type: z.literal('ended'),
    runId: z.string(),
    row: z.number(),
    column: z.number(),
    test: reportedTest,
  }),
]);
export type MatrixProgress = z.infer<typeof matrixProgress>;

export const matrixResult = z.object({
  runId: z.string(),
  report: testReport,
  /** Of the second column against the first, where there are two: what is shown and what is not, a sentence each. */
  comparison: z.array(z.string()).optional(),
});
export type MatrixResult = z.infer<typeof matrixResult>;
