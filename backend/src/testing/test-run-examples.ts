import type { DatasetPage, KeptTestResult, TestRun } from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
const id = '0198d6a1-2b3c-7d4e-8f50-61728394a5b6';
const commit = '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4';

export const EXAMPLE_TEST_RUN: TestRun = {
  id,
  from: 'hub',
  commit,
  ref: 'main',
  paths: ['triage.prompt'],
  maxCostUsd: 1,
  status: 'failed',
  totals: { passed: 11, failed: 1, errored: 0, skipped: 0, total: 12, costUsd: 0.0041 },
  by: { id, name: 'Ada Lovelace' },
  createdAt: '2026-11-22T09:30:00.000Z',
  startedAt: '2026-11-22T09:30:01.000Z',
  endedAt: '2026-11-22T09:30:09.000Z',
  durationMs: 8000,
};

export const EXAMPLE_REPORTED_RUN: TestRun = {
  id,
  from: 'reported',
  commit,
  ref: 'main',
  source: 'GitHub Actions, run 1234',
  status: 'passed',
  totals: { passed: 12, failed: 0, errored: 0, skipped: 0, total: 12, costUsd: 0.0041 },
  by: { id, name: 'Ada Lovelace' },
  createdAt: '2026-11-22T09:30:10.000Z',
  startedAt: '2026-11-22T09:30:01.000Z',
  endedAt: '2026-11-22T09:30:09.000Z',
  durationMs: 8000,
};

export const EXAMPLE_TEST_RESULT: KeptTestResult = {
  prompt: 'triage.prompt',
  description: 'a billing question is classified',
  source: 'triage.prompt',
  index: 0,
  mode: 'run',
  vars: { ticket: 'I was charged twice' },
  status: 'failed',
  model: 'openai/gpt-5-mini',
  output: 'refund',
  verdicts: [
    { type: 'equals', pass: false, score: 0, reason: 'Expected billing, and it is refund.', index: 0 },
  ],
  latencyMs: 640,
  usage: { inputTokens: 120, outputTokens: 4, estimated: false },
  costUsd: 0.000038,
  score: 0,
  contents: 'kept',
  executions: ['0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10'],
};

export const EXAMPLE_DATASETS: DatasetPage = {
  commit,
  items: [
    {
      path: 'data/tickets.csv',
      blob: '3b18e512dba79e4c8300dd08aeb37f8e728b8dad',
      size: 48_200,
      rows: 612,
      columns: ['ticket', 'category'],
      problems: 1,
      problem: { line: 14, message: 'the row has 3 values, and the header 2 names.' },
      changed: { commit, at: '2026-11-22T09:30:00.000Z', by: 'Ada Lovelace', message: 'Tickets of October' },
    },
  ],
};
