import type { Budget, BudgetSpending } from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
export const EXAMPLE_BUDGET: Budget = {
  id: '0193542f-7c8e-7a3b-9c1d-2e4f6a8b0c2e',
  for: { scope: 'organization' },
  period: 'month',
  limitUsd: 200,
  hard: true,
  settledUsd: 41.2703,
  reservedUsd: 0.0125,
  periodStart: '2026-11-01T00:00:00.000Z',
  resetsAt: '2026-12-01T00:00:00.000Z',
  createdAt: '2026-10-05T09:30:00.000Z',
};
export const EXAMPLE_SPENDING: BudgetSpending = {
  items: [
    { name: 'Ada', user: '0193542f-7c8e-7a3b-9c1d-2e4f6a8b0c3f', settledUsd: 3.4102, reservedUsd: 0.0125 },
  ],
};
