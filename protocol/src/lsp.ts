import { z } from 'zod';

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

export const runParams = z.object({
  uri: z.string(),
  /** Made by the caller; progress carries it. */
  runId: z.string(),
  /** Id from TestList; its vars are used. */
  testId: z.string().optional(),
  /** Used over those of the test. */
  vars: z.record(z.string(), z.unknown()).optional(),
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
