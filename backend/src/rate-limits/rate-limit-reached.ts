import type { RateLimitMeasure } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';
import { nameOfScope, shownChargeScope } from '../spending/charge-scopes';
import type { LimitRow } from './known-limits';

const WORDS: Record<RateLimitMeasure, string> = {
  'requests-per-minute': 'requests per minute',
  'tokens-per-minute': 'tokens per minute',
  'parallel-requests': 'requests at the same time',
};

/** `alone`: the call is more than the limit, whatever others have used of it. `retryAfter`: seconds. */
export function rateLimitReached(
  limit: LimitRow,
  retryAfter: number,
  { alone = limit.most === 0 }: { alone?: boolean } = {},
): ProblemError {
  const scope = nameOfScope(shownChargeScope(limit));
  const name = `limit of ${limit.most} ${WORDS[limit.measure]} of ${scope}`;
  const detail = alone
    ? `This call alone is over the ${name}. Ask an owner or admin to raise it.`
    : `The ${name} is reached. Try again in ${retryAfter} ${retryAfter === 1 ? 'second' : 'seconds'}.`;
  return new ProblemError(429, 'rate-limit-reached', detail).withHeaders({
    'retry-after': String(retryAfter),
  });
}
