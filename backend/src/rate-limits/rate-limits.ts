import { Injectable } from '@nestjs/common';
import type { Spender } from '../spending/spender';

/** A call that was let in, and counts until it leaves. */
export interface Passage {
  /**
   * Returns at once; only the first time counts. `usedTokens`: what the call used in truth, in place of the estimate it was
   * let in with; undefined when nobody knows.
   */
  leave(usedTokens: number | undefined): void;
}

/** Holds calls of models against the rate limits of their organization. */
@Injectable()
export class RateLimits {
  /** @throws ProblemError 429 `rate-limit-reached`, with `retry-after`, when a limit that counts the call is used up. */
  enter(_spender: Spender, call: { estimatedTokens: number; signal?: AbortSignal }): Promise<Passage> {
    call.signal?.throwIfAborted();
    return Promise.resolve({ leave: () => undefined });
  }
}
