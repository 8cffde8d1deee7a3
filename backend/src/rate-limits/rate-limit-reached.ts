import type { RateLimitMeasure } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';
import { nameOfScope, shownChargeScope } from '../spending/charge-scopes';
import type { LimitRow } from './known-limits';

const MEASURED: Record<RateLimitMeasure, readonly [noun: string, within: string]> = {
  'requests-per-minute': ['request', 'per minute'],
  'tokens-per-minute': ['token', 'per minute'],
  'parallel-requests': ['request', 'at the same time'],
};

/** `alone`: the call is more than the limit, whatever others have used of it. `retryAfter`: seconds. */
export function rateLimitReached(
  limit: LimitRow,
  retryAfter: number,
  { alone = limit.most === 0 }: { alone?: boolean } = {},
): ProblemError {
  const scope = nameOfScope(shownChargeScope(limit));
  const [noun, within] = MEASURED[limit.measure];
  const name = `limit of ${counted(limit.most, noun)} ${within} of ${scope}`;
  const detail = alone
    ? `This call alone is over the ${name}. Ask an owner or admin to raise it.`
    : `The ${name} is reached. Try again in ${counted(retryAfter, 'second')}.`;
  return new ProblemError(429, 'rate-limit-reached', detail).withHeaders({
    'retry-after': String(retryAfter),
  });
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
