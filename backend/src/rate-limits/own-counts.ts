import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type CallCounts, COUNTER, type HeldCall } from './call-counts';
import type { HeldCalls } from './held-calls';

/** What this hub counts by itself while Redis is away: no other hub knows of it. */
export class OwnCounts implements Pick<CallCounts, 'add' | 'hold'> {
  readonly #minutes = new RateLimiterMemory(COUNTER);

  constructor(private readonly held: HeldCalls) {}

  async add(minute: string, points: number): Promise<number> {
    return (await this.#minutes.penalty(minute, points)).consumedPoints;
  }

  hold(call: HeldCall, most: number): Promise<boolean> {
    const hasRoom = this.held.countOf(call.key) < most;
    // In the same turn, so that two calls do not find the same room.
    if (hasRoom) this.held.add(call);
    return Promise.resolve(hasRoom);
  }
}
