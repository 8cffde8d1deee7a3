import { ReplyError } from 'ioredis';
import { RedisAway } from './redis-away';

/** So many failures in a row, and Redis is passed by … */
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
    if (this.#failures >= FAILURES) {
      if (this.now() < this.#until) throw new RedisAway();
      this.#until = this.now() + PASS_BY_MS;
    }
    try {
      const answer = await work();
      this.#failures = 0;
      return answer;
    } catch (error) {
      if (!(error instanceof Error) || error instanceof ReplyError) this.#failures = 0;
      else if (++this.#failures >= FAILURES) this.#until = this.now() + PASS_BY_MS;
      throw error;
    }
  }

  /** It was heard to answer. */
  forget(): void {
    this.#failures = 0;
  }
}
