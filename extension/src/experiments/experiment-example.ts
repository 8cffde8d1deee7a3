import type { Experiment, ExperimentResults } from '@prompthub/protocol';

/** For tests: one that runs on a prompt in production, and what it shows. */
export const experiment: Experiment = {
  id: '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10',
  name: 'Order number first',
  state: 'running',
  environment: 'production',
  path: 'triage.prompt',
  hypothesis: 'Asking for the order number first solves more tickets.',
  arms: [
    { name: 'control', weight: 500, commit: '1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d' },
    { name: 'order-first', weight: 500, commit: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4' },
  ],
  traffic: 200,
  metric: { name: 'solved', kind: 'binary', better: 'higher' },
  guards: [{ name: 'cost-usd', kind: 'mean', better: 'lower', limit: 0.01, of: 'value' }],
  windowHours: 24,
  stopOnBreach: false,
  createdBy: { name: 'Ada' },
  createdAt: '2026-06-14T12:00:00.000Z',
  startedAt: '2026-06-15T10:00:00.000Z',
};

export const results: ExperimentResults = {
  experiment,
  at: '2026-06-15T12:00:00.000Z',
  arms: [
    {
      name: 'control',
      exposures: 1002,
      complete: 1002,
      metrics: [
        { name: 'solved', keys: 1002, estimate: { value: 0.5, low: 0.4, high: 0.6 } },
        { name: 'cost-usd', keys: 20 },
      ],
    },
    {
      name: 'order-first',
      exposures: 998,
      complete: 998,
      metrics: [
        { name: 'solved', keys: 998, estimate: { value: 0.7, low: 0.6, high: 0.8 } },
        { name: 'cost-usd', keys: 900, estimate: { value: 0.012, low: 0.011, high: 0.013 } },
      ],
    },
  ],
  sampleRatio: { pValue: 0.93, alarm: false },
  lost: 0,
  comparisons: [
    {
      arm: 'order-first',
      metric: 'solved',
      difference: { value: 0.2, low: 0.1, high: 0.3 },
      pValue: 0.0004,
      verdict: 'better',
    },
  ],
  guards: [
    {
      arm: 'order-first',
      metric: 'cost-usd',
      difference: { value: 0.012, low: 0.011, high: 0.013 },
      limit: 0.01,
      of: 'value',
      state: 'breached',
    },
  ],
  recommendation: { action: 'roll-back' },
  words: ['2,000 keys were shown an arm.', 'Guard broken.', 'Roll back: a guard is broken.'],
};
