import type { Spender } from './spender';

const MOST_IN_A_MINUTE = 60;
const MINUTE_MS = 60_000;

/**
 * Which refused calls are recorded: of each who asks so many in a minute, at each hub. A refusal costs nothing, so that nothing stops a
 * client that asks on and on from filling the disk.
 */
export class RefusedCalls {
  readonly #counts = new Map<string, number>();
  #minute = 0;

  /** Counts one. */
  mayRecord({ projectId, userId, tokenId }: Spender): boolean {
    const minute = Math.floor(performance.now() / MINUTE_MS);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    const who = `${projectId}/${userId}/${tokenId}`;
    const count = (this.#counts.get(who) ?? 0) + 1;
    this.#counts.set(who, count);
    return count <= MOST_IN_A_MINUTE;
  }
}
