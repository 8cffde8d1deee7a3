import type { Experiment, ExperimentResults } from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
const id = '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10';
const by = { id, name: 'Ada Lovelace' };

export const EXAMPLE_DRAFT: Experiment = {
  id,
  name: 'Order number first',
  state: 'draft',
  environment: 'production',
  path: 'triage.prompt',
  hypothesis: 'Asking for the order number first solves more tickets without a person.',
  arms: [
    { name: 'control', weight: 500 },
    { name: 'order-first', weight: 500, commit: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4' },
  ],
  traffic: 200,
  metric: { name: 'solved', kind: 'binary', better: 'higher', effect: 0.05 },
  guards: [{ name: 'cost-usd', kind: 'mean', better: 'lower', limit: 0.01, of: 'value' }],
  plannedSize: 4000,
  windowHours: 24,
  stopOnBreach: true,
  createdBy: by,
  createdAt: '2026-11-22T09:30:00.000Z',
};
export const EXAMPLE_EXPERIMENT: Experiment = {
  ...EXAMPLE_DRAFT,
  state: 'running',
  arms: EXAMPLE_DRAFT.arms.map((arm) => ({ commit: '1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d', ...arm })),
  startedAt: '2026-11-22T10:00:00.000Z',
};
export const EXAMPLE_ENDED: Experiment = {
  ...EXAMPLE_EXPERIMENT,
  state: 'stopped',
  endedAt: '2026-11-29T10:00:00.000Z',
  endedBy: by,
  why: 'The planned size is reached',
};
export const EXAMPLE_RESULTS: ExperimentResults = {
  experiment: EXAMPLE_EXPERIMENT,
  at: '2026-11-25T10:00:00.000Z',
  arms: [
    {
      name: 'control',
      exposures: 1002,
      complete: 1002,
      metrics: [{ name: 'solved', keys: 812, estimate: { value: 0.51, low: 0.46, high: 0.56 } }],
    },
    {
      name: 'order-first',
      exposures: 998,
      complete: 998,
      metrics: [{ name: 'solved', keys: 805, estimate: { value: 0.62, low: 0.57, high: 0.67 } }],
    },
  ],
  sampleRatio: { pValue: 0.93, alarm: false },
  lost: 0,
  comparisons: [
    {
      arm: 'order-first',
      metric: 'solved',
      difference: { value: 0.11, low: 0.04, high: 0.18 },
      pValue: 0.0004,
      verdict: 'better',
    },
  ],
  guards: [],
  recommendation: { action: 'promote', arm: 'order-first' },
  words: [
    '2,000 of 4,000 planned keys were shown an arm: "control" 1,002, "order-first" 998.',
    'Shown: "order-first" is better than control in "solved". The difference is 11.0 points (between 4.0 points and 18.0 points).',
    'Promote "order-first".',
  ],
};
