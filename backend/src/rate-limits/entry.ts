import type { RateLimitMeasure } from '@prompthub/protocol';
import { uuidV7 } from '../common/uuid';
import type { CallCounts, HeldCall } from './call-counts';
import type { HeldCalls } from './held-calls';
import type { LimitRow } from './known-limits';
import { rateLimitReached } from './rate-limit-reached';

/** A limit, and the count of it that a call goes to. */
export interface AppliedLimit {
  readonly limit: LimitRow;
  readonly key: string;
}

type Counts = Pick<CallCounts, 'add' | 'hold'>;

export interface EntryOptions {
  readonly counts: Counts;
  /** Counts when `counts` fails; undefined: what fails there fails the call. */
  readonly insurance: Counts | undefined;
  readonly held: HeldCalls;
  /** Asked only where tokens are counted: a long request takes a while to estimate. */
  readonly estimateTokens: () => number;
}

interface CountedMinute {
  readonly counts: Counts;
  readonly minute: string;
  readonly points: number;
  readonly measure: RateLimitMeasure;
}

const MINUTE_MS = 60_000;

/** One call, and what it has taken of the limits that count it. */
export class Entry {
  readonly #counted: CountedMinute[] = [];
  readonly #held: HeldCall[] = [];
  /** Where it asks: after one failure not there again, so that it waits for at most one timeout. */
  #counts: Counts;

  constructor(private readonly options: EntryOptions) {
    this.#counts = options.counts;
  }

  /** @throws ProblemError 429 when the limit is used up. */
  async take(applied: AppliedLimit): Promise<void> {
    if (applied.limit.measure === 'parallel-requests') await this.#hold(applied);
    else await this.#count(applied);
  }

  /** Gives back everything. Never rejects. */
  async undo(): Promise<void> {
    const given = this.#counted.map(({ counts, minute, points }) => counts.add(minute, -points));
    await Promise.allSettled([...given, ...this.#release()]);
  }

  /** Gives back what ends with the call, and counts what it has used instead of what it was thought to use. Never rejects. */
  async leave(usedTokens: number | undefined): Promise<void> {
    const now = currentMinute();
    const corrected = this.#counted.flatMap(({ counts, measure, minute, points }) => {
      const difference = measure === 'tokens-per-minute' ? (usedTokens ?? points) - points : 0;
      // What a minute that is over has counted holds nobody up any more.
      return difference === 0 || !minute.endsWith(now) ? [] : [counts.add(minute, difference)];
    });
    await Promise.allSettled([...corrected, ...this.#release()]);
  }

  async #count({ limit, key }: AppliedLimit): Promise<void> {
    const { measure, most } = limit;
    const points = measure === 'tokens-per-minute' ? Math.ceil(this.options.estimateTokens()) : 1;
    if (points > most) throw rateLimitReached(limit, secondsLeft(), { alone: true });
    const minute = key + currentMinute();
    const counted = await this.#ask(async (counts) => ({
      counts,
      minute,
      points,
      measure,
      total: await counts.add(minute, points),
    }));
    this.#counted.push(counted);
    if (counted.total > most) throw rateLimitReached(limit, secondsLeft());
  }

  async #hold({ limit, key }: AppliedLimit): Promise<void> {
    const call = { id: uuidV7(), key };
    const { most } = limit;
    const hasRoom = await this.options.held.hold(call, most, () =>
      this.#ask((counts) => counts.hold(call, most)),
    );
    if (!hasRoom) throw rateLimitReached(limit, 1);
    this.#held.push(call);
  }

  async #ask<Answer>(question: (counts: Counts) => Promise<Answer>): Promise<Answer> {
    const { insurance } = this.options;
    try {
      return await question(this.#counts);
    } catch (error) {
      if (insurance === undefined || this.#counts === insurance) throw error;
      this.#counts = insurance;
      return question(insurance);
    }
  }

  #release(): Promise<void>[] {
    return this.#held.map((call) => this.options.held.release(call));
  }
}

/** Every hub counts a minute of the clock under the same name, which no other minute has. */
function currentMinute(): string {
  return `@${Math.floor(Date.now() / MINUTE_MS)}`;
}

function secondsLeft(): number {
  return Math.ceil((MINUTE_MS - (Date.now() % MINUTE_MS)) / 1000);
}
