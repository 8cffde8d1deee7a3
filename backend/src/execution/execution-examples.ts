import type {
  ExecutionDetail,
  ExecutionPolicy,
  ExecutionRecord,
  ExecutionResult,
  ModelState,
} from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
const id = '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10';
const commit = '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4';
const model = 'openai/gpt-5-mini';
const at = '2026-11-22T09:30:00.000Z';

export const EXAMPLE_RESULT: ExecutionResult = {
  id,
  commit,
  model,
  text: 'billing',
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 120, outputTokens: 4, estimated: false },
  costUsd: 0.000038,
  latencyMs: 640,
  attempts: [{ model, latencyMs: 640, waitMs: 0, costUsd: 0.000038 }],
};
export const EXAMPLE_RECORD: ExecutionRecord = {
  id,
  path: 'triage.prompt',
  commit,
  model,
  status: 'succeeded',
  cached: false,
  user: { id, name: 'Ada' },
  retries: 0,
  inputTokens: 120,
  outputTokens: 4,
  costUsd: 0.000038,
  latencyMs: 640,
  startedAt: at,
};
export const EXAMPLE_DETAIL: ExecutionDetail = {
  ...EXAMPLE_RECORD,
  usage: EXAMPLE_RESULT.usage,
  attempts: EXAMPLE_RESULT.attempts,
  contents: { vars: { ticket: 'I was charged twice' }, text: 'billing', toolCalls: [] },
};
export const EXAMPLE_POLICY: ExecutionPolicy = { keepContents: 'failed', keepDays: 30 };
export const EXAMPLE_MODEL_STATE: ModelState = {
  model,
  host: 'api.openai.com',
  state: 'open',
  triedInMs: 9200,
  latencyMs: 430,
};
