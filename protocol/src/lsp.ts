import { z } from 'zod';
import { reportedTest, testReport } from './test-report';

/**
 * Our own LSP requests and notifications, beside the standard ones. Names start with `prompthub/`.
 * Direction: C→S the editor asks the server, S→C the server asks the editor.
 */
export const LspMethod = {
  /** C→S RunParams → RunResult. Cancel with `$/cancelRequest`. */
  run: 'prompthub/run',
  /** S→C notification RunProgress, in order, before `run` answers. */
  runProgress: 'prompthub/runProgress',
  /** C→S TestParams → TestRunResult. Cancel with `$/cancelRequest`. */
  test: 'prompthub/test',
  /** S→C notification TestProgress: a test started or ended. */
  testProgress: 'prompthub/testProgress',
  /** C→S DocumentParams → TestList: the tests of one prompt, inline and beside it. */
  listTests: 'prompthub/listTests',
  /** C→S TestsParams → CoverageResult: which branches of prompts the values of their tests reach. Asks no model. */
  coverage: 'prompthub/coverage',
  /** C→S EstimateParams → CostEstimate: what running tests may cost, before anything is asked. */
  estimateTests: 'prompthub/estimateTests',
  /** C→S MatrixParams → MatrixResult: runs tests in several columns. Cancel with `$/cancelRequest`. */
  testMatrix: 'prompthub/testMatrix',
  /** S→C notification MatrixProgress: what is going to run, then each cell that ended, before `testMatrix` answers. */
  matrixProgress: 'prompthub/matrixProgress',
  /** C→S PreviewParams → PreviewResult. */
  preview: 'prompthub/preview',
  /** C→S SelectTestParams → null: the test whose values show as inlay hints. */
  selectTest: 'prompthub/selectTest',
  /** C→S DocumentParams → ModelList: what the prompt can be run with. */
  listModels: 'prompthub/listModels',
  /** C→S CompareTextsParams → TextComparison. */
  compareTexts: 'prompthub/compareTexts',
  /** S→C CredentialsParams → CredentialsResult. The key lives in memory only and is never logged. */
  credentials: 'prompthub/credentials',
  /** S→C EditorModelParams → EditorModelResult: answer with `vscode.lm`. */
  editorModel: 'prompthub/editorModel',
  /** C→S notification EditorModelDelta: text of a running `editorModel` request. */
  editorModelDelta: 'prompthub/editorModelDelta',
  /** S→C ReadFileParams → ReadFileResult: for a server without a disk, as in a browser. */
  readFile: 'prompthub/readFile',
  /** S→C ListFolderParams → ListFolderResult. */
  listFolder: 'prompthub/listFolder',
} as const;

export const documentParams = z.object({ uri: z.string() });
export type DocumentParams = z.infer<typeof documentParams>;

const vars = z.record(z.string(), z.unknown());

export const runParams = z.object({
  uri: z.string(),
  /** Made by the caller; progress carries it. */
  runId: z.string(),
  /** Id from TestList; its vars are used. */
  testId: z.string().optional(),
  /** Used over those of the test. */
  vars: vars.optional(),
  /** `provider/model` instead of the prompt's own. */
  model: z.string().optional(),
});
export type RunParams = z.infer<typeof runParams>;

export const tokenUsage = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cachedInputTokens: z.number().optional(),
  cacheWriteInputTokens: z.number().optional(),
  longCacheWriteInputTokens: z.number().optional(),
  audioInputTokens: z.number().optional(),
  reasoningTokens: z.number().optional(),
  audioOutputTokens: z.number().optional(),
  webSearches: z.number().optional(),
  tier: z.string().optional(),
  estimated: z.boolean(),
});

export const runResult = z.object({
  runId: z.string(),
  status: z.enum(['succeeded', 'failed', 'cancelled']),
  /** `provider/model` that answered. */
  model: z.string(),
  text: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })).default([]),
  usage: tokenUsage.optional(),
  /** US dollars; absent when the model has no known price. */
  costUsd: z.number().optional(),
  /** Milliseconds. */
  latencyMs: z.number(),
  timeToFirstTokenMs: z.number().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type RunResult = z.infer<typeof runResult>;

export const runProgress = z.object({ runId: z.string(), text: z.string() });
export type RunProgress = z.infer<typeof runProgress>;

const lspPosition = z.object({ line: z.number(), character: z.number() });
export const lspRange = z.object({ start: lspPosition, end: lspPosition });
export type LspRange = z.infer<typeof lspRange>;

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
  vars: vars.optional(),
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

export const previewParams = z.object({
  uri: z.string(),
  /** Id from TestList; without one, the selected test. */
  testId: z.string().optional(),
  /** Used over those of the test. */
  vars: vars.optional(),
  /** Only `vars` and the defaults count, whatever tests there are. */
  ownValues: z.boolean().optional(),
});
export type PreviewParams = z.infer<typeof previewParams>;

/** A stretch of a file: the prompt's, or a partial's. */
const previewPlace = z.object({ uri: z.string(), range: lspRange });
export type PreviewPlace = z.infer<typeof previewPlace>;

/** What printed something. `via` are the tags that lead to a partial, the prompt's own first. */
export const previewOrigin = z.discriminatedUnion('kind', [
  /** The text at `range`, character for character. */
  z.object({ kind: z.literal('text'), ...previewPlace.shape, via: z.array(previewPlace) }),
  /** The tag at `range`. */
  z.object({
    kind: z.literal('value'),
    ...previewPlace.shape,
    via: z.array(previewPlace),
    /** From the input to the value: `items.0.title`. Absent for what is computed. */
    path: z.string().optional(),
  }),
  /** The conversation so far. */
  z.object({ kind: z.literal('history') }),
]);
export type PreviewOrigin = z.infer<typeof previewOrigin>;

/** `start` and `end` count UTF-16 units in the text of the part. */
export const previewSegment = z.object({ start: z.number(), end: z.number(), origin: previewOrigin });

/** How a person may fill in one input of a prompt. */
export const previewInput = z.object({
  name: z.string(),
  kind: z.enum(['text', 'number', 'integer', 'boolean', 'choice', 'json']),
  /** For people: `list of string`. */
  type: z.string(),
  optional: z.boolean(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  /** Of a choice. */
  choices: z.array(z.unknown()).optional(),
});
export type PreviewInput = z.infer<typeof previewInput>;

/** What sending the prompt would cost with one model; the answer not counted. */
export const previewCost = z.object({
  model: z.string(),
  /** US dollars; absent when the model has no known price. */
  costUsd: z.number().optional(),
  /** True for the prompt's own model. */
  own: z.boolean(),
});
export type PreviewCost = z.infer<typeof previewCost>;

const previewPart = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.string(),
    /** Cover the text without gaps. */
    segments: z.array(previewSegment),
  }),
  z.object({
    type: z.literal('media'),
    url: z.string(),
    contentType: z.string().optional(),
    origin: previewOrigin.optional(),
  }),
  z.object({ type: z.literal('other'), text: z.string(), origin: previewOrigin.optional() }),
]);

export const previewMessage = z.object({
  role: z.string(),
  parts: z.array(previewPart),
  /** Of the conversation so far; without parts it stands for all of it. */
  history: z.boolean(),
  /** What the message says; absent while no engine is there to count. */
  tokens: z.number().optional(),
  /** Counted with the model's vocabulary; else estimated. */
  exact: z.boolean().optional(),
  /** The tag that begins the message. */
  begin: previewOrigin.optional(),
});
export type PreviewMessage = z.infer<typeof previewMessage>;

export const previewResult = z.object({
  /** Of the prompt's text; 0 when it is not open. */
  version: z.number(),
  messages: z.array(previewMessage),
  model: z.string().optional(),
  testId: z.string().optional(),
  testDescription: z.string().optional(),
  /** The tests whose values can be shown. */
  tests: z.array(z.object({ id: z.string(), description: z.string() })),
  /** The values that were used, without defaults. */
  values: vars,
  inputs: z.array(previewInput),
  /** Values that are not what the schema says, by the name of the input. */
  problems: z.array(z.object({ input: z.string(), message: z.string() })),
  /**
   * Tokens of all messages and tools, `exact` when counted with the model's vocabulary; and what they cost, with what the chat format
   * adds to them.
   */
  estimate: z
    .object({ tokens: z.number(), exact: z.boolean().optional(), costs: z.array(previewCost) })
    .optional(),
  /** Present when it could not be rendered; `messages` is then empty. */
  error: z.object({ message: z.string(), range: lspRange.optional() }).optional(),
});
export type PreviewResult = z.infer<typeof previewResult>;

export const selectTestParams = z.object({ uri: z.string(), testId: z.string().optional() });
export type SelectTestParams = z.infer<typeof selectTestParams>;

export const modelList = z.object({
  /** The prompt's own. */
  own: z.string().optional(),
  /** Those with a known price, newest first; any other may be asked as well. */
  models: z.array(z.string()),
});
export type ModelList = z.infer<typeof modelList>;

export const compareTextsParams = z.object({
  before: z.string(),
  after: z.string(),
  by: z.enum(['words', 'lines']),
});
export type CompareTextsParams = z.infer<typeof compareTextsParams>;
/** Without what was added the pieces are `before`, without what was removed they are `after`. */
export const textComparison = z.object({
  pieces: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() })),
});
export type TextComparison = z.infer<typeof textComparison>;

export const credentialsParams = z.object({
  provider: z.string(),
  /** `api.openai.com`, `localhost:11434`: the key is bound to it. */
  host: z.string(),
  /** True when the address came from the workspace, so that the person must agree to send a key there. */
  workspaceHost: z.boolean(),
});
export type CredentialsParams = z.infer<typeof credentialsParams>;
export const credentialsResult = z.object({
  apiKey: z.string().optional(),
  /** Why nothing at all may be sent to this host, in words for the person: they did not agree to it. */
  refused: z.string().optional(),
});
export type CredentialsResult = z.infer<typeof credentialsResult>;

export const editorModelParams = z.object({
  requestId: z.string(),
  /** Family or id of the model; empty for the editor's default. */
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), text: z.string() })),
});
export type EditorModelParams = z.infer<typeof editorModelParams>;
export const editorModelDelta = z.object({ requestId: z.string(), text: z.string() });
export type EditorModelDelta = z.infer<typeof editorModelDelta>;
export const editorModelResult = z.object({
  text: z.string(),
  model: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type EditorModelResult = z.infer<typeof editorModelResult>;

export const readFileParams = z.object({
  uri: z.string(),
  /** No more than this is wanted. */
  maxBytes: z.int(),
});
export type ReadFileParams = z.infer<typeof readFileParams>;
export const readFileResult = z.discriminatedUnion('kind', [
  /** The bytes in Base64. */
  z.object({ kind: z.literal('content'), base64: z.string() }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('unreadable'), reason: z.string() }),
]);
export type ReadFileResult = z.infer<typeof readFileResult>;

export const listFolderParams = z.object({ uri: z.string() });
export type ListFolderParams = z.infer<typeof listFolderParams>;
/** Links are left out; a folder that cannot be listed is empty. */
export const listFolderResult = z.object({
  entries: z.array(z.object({ name: z.string(), type: z.enum(['file', 'folder']) })),
});
export type ListFolderResult = z.infer<typeof listFolderResult>;
