import { ReplyError } from 'ioredis';
import { RedisAway } from './redis-away';

/** After a failure Redis is passed by for so long, so that what else a call asks it does not wait as well. Milliseconds. */
export const MOMENT_MS = 100;
/** After so many in a row … */
const FAILURES = 3;
/** … for so long. Then one caller tries, while the others still pass. Milliseconds. */
export const PASS_BY_MS = 2_000;

/** Spares callers from waiting for a Redis that just failed: a circuit breaker, with a clock that never goes back. */
export class PassBy {
  #failures = 0;
  #until = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @throws RedisAway while it is passed by; else whatever `work` rejects with. What Redis itself refuses is no failure: it answers. */
  async attempt<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.#failures > 0 && this.now() < this.#until) throw new RedisAway();
    if (this.#failures >= FAILURES) this.#until = this.now() + PASS_BY_MS;
    try {
      const answer = await work();
      this.#failures = 0;
      return answer;
    } catch (error) {
      if (!(error instanceof Error) || error instanceof ReplyError) this.#failures = 0;
      else this.#until = this.now() + (++this.#failures >= FAILURES ? PASS_BY_MS : MOMENT_MS);
      throw error;
    }
  }

  /** It was heard to answer. */
  forget(): void {
    this.#failures = 0;
  }
}
