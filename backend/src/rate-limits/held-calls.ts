import type { CallCounts, HeldCall } from './call-counts';

/** Four times before a call would be forgotten. Milliseconds. */
export const RENEW_EVERY_MS = 10_000;

/** The calls of this hub that hold a place, wherever they were counted; says of them that they go on. */
export class HeldCalls {
  readonly #byKey = new Map<string, Set<HeldCall>>();
  /** Those of them that may be refused yet. */
  readonly #asking = new Set<HeldCall>();
  readonly #timer: NodeJS.Timeout;
  #renewing: Promise<void> = Promise.resolve();

  constructor(private readonly counts: CallCounts) {
    this.#timer = setInterval(() => void this.renew(), RENEW_EVERY_MS).unref();
  }

  /**
   * Holds a place when this hub has less than `most`, and whoever counts for all hubs (`ask`) has one as well, who need not know yet
   * of those that were let in while it was away.
   */
  async hold(call: HeldCall, most: number, ask: () => Promise<boolean>): Promise<boolean> {
    const held = this.#byKey.get(call.key) ?? new Set();
    if (held.size >= most) return false;
    this.#byKey.set(call.key, held.add(call));
    this.#asking.add(call);
    let hasRoom = false;
    try {
      hasRoom = await ask();
    } finally {
      this.#asking.delete(call);
      if (!hasRoom) this.#forget(call);
    }
    return hasRoom;
  }

  /** No place is lost when this fails: a call that is not renewed is forgotten. */
  async release(call: HeldCall): Promise<void> {
    this.#forget(call);
    // A renewal that began before would hold it again.
    await this.#renewing;
    await this.counts.release(call);
  }

  /** When it fails, the next one follows long before the calls are forgotten. */
  renew(): Promise<void> {
    const all = [...this.#byKey.values()].flatMap((held) => [...held]);
    const calls = all.filter((call) => !this.#asking.has(call));
    if (calls.length > 0)
      this.#renewing = this.#renewing.then(() => this.counts.renew(calls)).catch(() => undefined);
    return this.#renewing;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #forget(call: HeldCall): void {
    const held = this.#byKey.get(call.key);
    held?.delete(call);
    if (held?.size === 0) this.#byKey.delete(call.key);
  }
}
