import type { RateLimit } from '@prompthub/protocol';

/** An answer shown in the API's documentation. */
export const EXAMPLE_RATE_LIMIT: RateLimit = {
  id: '0193542f-7c8e-7a3b-9c1d-2e4f6a8b0c1d',
  for: { scope: 'key' },
  measure: 'requests-per-minute',
  limit: 60,
  createdAt: '2026-11-22T09:30:00.000Z',
};
