import { z } from 'zod';
import { chargeScope } from './charge-scope';
import { instant, uuid } from './common';

/**
 * How much may be asked: calls or tokens in a minute, or calls at the same time; counted exactly over all hubs. What is over it is
 * 429 `rate-limit-reached` with `retry-after`.
 *
 *   GET    /api/v1/organizations/:organization/rate-limits         → RateLimitList
 *   POST   /api/v1/organizations/:organization/rate-limits         CreateRateLimit → RateLimit
 *   PATCH  /api/v1/organizations/:organization/rate-limits/:limit  UpdateRateLimit → RateLimit
 *   DELETE /api/v1/organizations/:organization/rate-limits/:limit
 */
export const rateLimitMeasure = z.enum(['requests-per-minute', 'tokens-per-minute', 'parallel-requests']);
export type RateLimitMeasure = z.infer<typeof rateLimitMeasure>;

const most = z.int().min(0).max(1_000_000_000);

export const createRateLimit = z
  .object({ for: chargeScope, measure: rateLimitMeasure, limit: most })
  .meta({ examples: [{ for: { scope: 'key' }, measure: 'requests-per-minute', limit: 60 }] });
export type CreateRateLimit = z.infer<typeof createRateLimit>;

export const updateRateLimit = z.object({ limit: most }).meta({ examples: [{ limit: 120 }] });
export type UpdateRateLimit = z.infer<typeof updateRateLimit>;

export const rateLimit = z
  .object({
    id: uuid,
    for: chargeScope,
    measure: rateLimitMeasure,
    limit: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'RateLimit' });
export type RateLimit = z.infer<typeof rateLimit>;
export const rateLimitList = z.object({ items: z.array(rateLimit) });
export type RateLimitList = z.infer<typeof rateLimitList>;
