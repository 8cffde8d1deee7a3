import { HubError, HubUnreachableError } from '../errors';
import type { Clock } from '../prompts/clock';
import type { CacheKey, Loaded, LoadOptions } from '../prompts/revalidating-cache';
import { problemOf } from './registry-server';

/** How the hub takes the requests that arrive. `slow` answers after 30 s with what it had when asked. */
export type HubMode = 'up' | 'down' | 'slow' | 'silent' | 'broken' | 'forbidden' | 'busy';

export interface Delivery {
  readonly id: string;
  readonly beganAt: number;
  /** The how-manieth request of all it answers, from one. */
  readonly request: number;
  /** Undefined: there is none. */
  readonly version: string | undefined;
}

/** For tests: a hub without a network, which keeps a record of all that it is asked and answers. */
export class ScriptedHub {
  readonly #clock: Clock;
  mode: HubMode = 'up';
  /** What it has, by key. */
  readonly versions = new Map<string, string>();
  /** Keys of the requests, in order. */
  readonly requests: string[] = [];
  /** Answers that said what there is, in the order in which they were received. */
  readonly deliveries: Delivery[] = [];
  readonly #open = new Map<string, number>();
  /** The most requests for one key that were ever under way together. */
  mostAtOnce = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async load({ id }: CacheKey, options: LoadOptions): Promise<Loaded<string> | 'unchanged'> {
    this.requests.push(id);
    const open = (this.#open.get(id) ?? 0) + 1;
    this.#open.set(id, open);
    this.mostAtOnce = Math.max(this.mostAtOnce, open);
    try {
      return await this.#answer(id, options);
    } finally {
      this.#open.set(id, (this.#open.get(id) ?? 1) - 1);
    }
  }

  async #answer(id: string, { etag, signal }: LoadOptions): Promise<Loaded<string> | 'unchanged'> {
    const beganAt = this.#clock.now();
    const request = this.requests.length;
    const version = this.versions.get(id);
    const { mode } = this;
    if (mode === 'slow' || mode === 'silent') await this.#wait(mode === 'slow' ? 30_000 : Infinity, signal);
    if (mode === 'down')
      throw new HubUnreachableError('http://hub', 'refused', { message: 'Nothing there.' });
    if (mode === 'broken') throw new HubError(problemOf(500, 'internal-error'));
    if (mode === 'forbidden') throw new HubError(problemOf(403, 'forbidden'));
    if (mode === 'busy') throw new HubError(problemOf(429, 'too-many-attempts'), 7_000);
    this.deliveries.push({ id, beganAt, request, version });
    if (version === undefined) throw new HubError(problemOf(404, 'label-not-found'));
    return etag === version ? 'unchanged' : { value: version, etag: version };
  }

  #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const takeBack =
        milliseconds === Infinity ? () => undefined : this.#clock.after(milliseconds, () => resolve());
      signal.addEventListener('abort', () => {
        takeBack();
        reject(signal.reason as Error);
      });
    });
  }
}
