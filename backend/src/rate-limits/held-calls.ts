import type { CallCounts, HeldCall } from './call-counts';

/** Four times before a call would be forgotten. Milliseconds. */
export const RENEW_EVERY_MS = 10_000;

/** The calls of this hub that hold a place, wherever they were counted; says of them that they go on. */
export class HeldCalls {
  readonly #byKey = new Map<string, Set<HeldCall>>();
  readonly #timer: NodeJS.Timeout;
  #renewing: Promise<void> = Promise.resolve();

  constructor(private readonly counts: CallCounts) {
    this.#timer = setInterval(() => void this.renew(), RENEW_EVERY_MS).unref();
  }

  countOf(key: string): number {
    return this.#byKey.get(key)?.size ?? 0;
  }

  add(call: HeldCall): void {
    const held = this.#byKey.get(call.key);
    if (held === undefined) this.#byKey.set(call.key, new Set([call]));
    else held.add(call);
  }

  /** No place is lost when this fails: a call that is not renewed is forgotten. */
  async release(call: HeldCall): Promise<void> {
    const held = this.#byKey.get(call.key);
    held?.delete(call);
    if (held?.size === 0) this.#byKey.delete(call.key);
    // A renewal that began before would hold it again.
    await this.#renewing;
    await this.counts.release(call);
  }

  /** When it fails, the next one follows long before the calls are forgotten. */
  renew(): Promise<void> {
    const calls = [...this.#byKey.values()].flatMap((held) => [...held]);
    if (calls.length > 0)
      this.#renewing = this.#renewing.then(() => this.counts.renew(calls)).catch(() => undefined);
    return this.#renewing;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
