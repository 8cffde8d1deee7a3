import { pause, type Clock } from './clock';
import { retrying } from './retrying';
import { askedPause, verdictOf } from './verdict';

export interface CacheKey {
  /** Equal keys have equal ids. */
  readonly id: string;
  /** What it names never changes, so that a copy is good for ever. */
  readonly pinned: boolean;
}

export interface Loaded<V> {
  readonly value: V;
  /** What to ask with next time, so that the answer may be `unchanged`. */
  readonly etag: string | undefined;
}

export interface LoadOptions {
  /** Of the copy that we have. */
  readonly etag: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Where an answer comes from. `hub`: it was fetched for this call. `cache`: the hub confirmed it not long ago. `stale`:
 * longer ago, and it is being asked. `lock`: it came with the application, because there is no answer of the hub.
 */
export type AnswerSource = 'hub' | 'cache' | 'stale' | 'lock';

export interface Held<V> {
  readonly value: V;
  readonly source: AnswerSource;
  /** Since the hub last confirmed it, in milliseconds; undefined for `lock`, which has no clock. */
  readonly ageMs: number | undefined;
  /** Why the hub could not be asked the last time, when that is so. */
  readonly problem: Error | undefined;
}

export interface CacheOptions<K extends CacheKey, V> {
  /** One attempt; rejects as a HubClient does. `unchanged` only where an `etag` was given. */
  readonly load: (key: K, options: LoadOptions) => Promise<Loaded<V> | 'unchanged'>;
  /** The last resort: what the application brought along for exactly this key. */
  readonly spare: (key: K) => Promise<V> | undefined;
  /** Told of each refresh that failed, also of those behind an answer. */
  readonly onProblem: (problem: Error, key: K) => void;
  readonly timedOut: () => Error;
  readonly limits: CacheLimits;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface CacheLimits {
  /** A copy is fresh for so long. */
  readonly freshMs: number;
  /** A call without any copy waits so long, retries included. */
  readonly deadlineMs: number;
  /** One request may take so long. */
  readonly attemptMs: number;
  /** A call that has only the spare waits so long for the hub. */
  readonly patienceMs: number;
  /** Copies that are kept; the one not used for longest goes. */
  readonly capacity: number;
}

interface Copy<V> extends Loaded<V> {
  /** When the request began that the hub answered with it, or with “unchanged”. */
  readonly confirmedAt: number;
  /** The line's `changes` at that moment. */
  readonly changes: number;
}

interface Line<K, V> {
  readonly key: K;
  copy: Copy<V> | undefined;
  flight: { readonly beganAt: number; readonly landing: Promise<Held<V>> } | undefined;
  /** How often somebody said that it has changed. */
  changes: number;
  failures: number;
  /** After a failure nobody asks behind an answer before this. */
  restsUntil: number;
  problem: Error | undefined;
}

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;

/**
 * Copies of what a hub has, with the rules of `stale-while-revalidate` (RFC 5861): a copy is given at once, and when it
 * is not fresh any more, the hub is asked behind it. There is one request under way for a key, whoever asks. A final
 * answer (404) throws the copy away: it is passed on, and nothing stands in for it. Everything else leaves copies alone.
 */
export class RevalidatingCache<K extends CacheKey, V> {
  readonly #options: CacheOptions<K, V>;
  readonly #lines = new Map<string, Line<K, V>>();
  /** Keys of spares that may not be given, because the hub said that there is no such thing. */
  readonly #retired = new Set<string>();
  readonly #closing = new AbortController();
  /** The hub asked to be left alone (Retry-After). */
  #paused: { until: number; reason: Error } | undefined;

  constructor(options: CacheOptions<K, V>) {
    this.#options = options;
  }

  /** Rejects only where there is no copy, and with `final` answers. */
  async get(key: K): Promise<Held<V>> {
    const line = this.#lineOf(key);
    if (line.copy) {
      if (this.#isFresh(line, line.copy)) return this.#held(line.copy, 'cache');
      if (this.#mayAskBehind(line)) this.#ask(line);
      return this.#held(line.copy, 'stale', line.problem);
    }
    const spare = this.#options.spare(key);
    if (spare === undefined || this.#retired.has(key.id)) return this.#ask(line).landing;
    return this.#withSpare(line, await spare);
  }

  /** What fits may have changed: it is asked for again at once where there is a copy. */
  invalidate(fits: (key: K) => boolean): void {
    for (const line of this.#lines.values()) {
      if (line.key.pinned || !fits(line.key)) continue;
      line.changes++;
      if (line.copy && this.#mayAskBehind(line)) this.#ask(line);
    }
  }

  /** The hub is known to be there: nobody need rest any longer after a failure. */
  wake(): void {
    for (const line of this.#lines.values()) line.restsUntil = 0;
  }

  /** Ends every request. Copies stay, and are given as before. */
  close(): void {
    this.#closing.abort(new Error('The client was closed.'));
  }

  async #withSpare(line: Line<K, V>, value: V): Promise<Held<V>> {
    const spare = (): Held<V> => ({ value, source: 'lock', ageMs: undefined, problem: line.problem });
    if (!line.flight && !this.#mayAskBehind(line)) return spare();
    const { beganAt, landing } = this.#ask(line);
    const { clock, limits } = this.#options;
    const patience = beganAt + limits.patienceMs - clock.now();
    if (patience <= 0) return spare();
    const landed = new AbortController();
    try {
      return await Promise.race([landing, pause(clock, patience, landed.signal).then(spare)]);
    } catch (error) {
      if (verdictOf(error) === 'final') throw error;
      return spare();
    } finally {
      landed.abort();
    }
  }

  /** The request that is under way, or a new one. */
  #ask(line: Line<K, V>): NonNullable<Line<K, V>['flight']> {
    if (line.flight) return line.flight;
    const landing = this.#fly(line).finally(() => {
      line.flight = undefined;
      // It changed while the request was under way, so that the answer may be from before.
      if (line.copy && line.copy.changes !== line.changes && this.#mayAskBehind(line)) this.#ask(line);
    });
    // Nobody may be waiting; who does gets the failure from the promise itself.
    landing.catch(() => undefined);
    line.flight = { beganAt: this.#options.clock.now(), landing };
    return line.flight;
  }

  async #fly(line: Line<K, V>): Promise<Held<V>> {
    const { clock, random, timedOut, limits, load } = this.#options;
    const paused = this.#pausedFor();
    if (paused) throw paused;
    let asked = { confirmedAt: clock.now(), changes: line.changes };
    const attempt = async (signal: AbortSignal): Promise<Loaded<V>> => {
      asked = { confirmedAt: clock.now(), changes: line.changes };
      const loaded = await load(line.key, { etag: line.copy?.etag, signal });
      if (loaded !== 'unchanged') return loaded;
      if (line.copy) return line.copy;
      throw new Error('The answer was “unchanged”, and there is nothing that could be.');
    };
    try {
      const signal = this.#closing.signal;
      const loaded = await retrying(attempt, { clock, random, timedOut, signal, ...limits });
      line.copy = { value: loaded.value, etag: loaded.etag, ...asked };
      this.#retired.delete(line.key.id);
      line.failures = 0;
      line.restsUntil = 0;
      line.problem = undefined;
      return this.#held(line.copy, 'hub');
    } catch (error) {
      this.#failed(line, error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  #failed(line: Line<K, V>, problem: Error): void {
    const { clock, random, spare, onProblem } = this.#options;
    if (verdictOf(problem) === 'final') {
      line.copy = undefined;
      if (spare(line.key)) this.#retired.add(line.key.id);
      if (this.#lines.get(line.key.id) === line) this.#lines.delete(line.key.id);
    } else {
      line.problem = problem;
      line.restsUntil =
        clock.now() + random() * Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** line.failures++);
      const asked = askedPause(problem);
      if (asked > 0) this.#paused = { until: clock.now() + asked, reason: problem };
    }
    if (this.#closing.signal.aborted) return;
    try {
      onProblem(problem, line.key);
    } catch {
      // A listener that throws must not cost the application its prompt.
    }
  }

  #pausedFor(): Error | undefined {
    return this.#paused && this.#options.clock.now() < this.#paused.until ? this.#paused.reason : undefined;
  }

  #mayAskBehind(line: Line<K, V>): boolean {
    return (
      this.#options.clock.now() >= line.restsUntil && !this.#pausedFor() && !this.#closing.signal.aborted
    );
  }

  #isFresh({ key, changes }: Line<K, V>, copy: Copy<V>): boolean {
    return key.pinned || (copy.changes === changes && this.#age(copy) < this.#options.limits.freshMs);
  }

  #age(copy: Copy<V>): number {
    return this.#options.clock.now() - copy.confirmedAt;
  }

  #held(copy: Copy<V>, source: AnswerSource, problem?: Error): Held<V> {
    return { value: copy.value, source, ageMs: this.#age(copy), problem };
  }

  /** Its line, now the last that would have to go. */
  #lineOf(key: K): Line<K, V> {
    const line = this.#lines.get(key.id) ?? newLine<K, V>(key);
    this.#lines.delete(key.id);
    this.#lines.set(key.id, line);
    if (this.#lines.size > this.#options.limits.capacity) {
      // What somebody waits for stays, so that nobody asks for the same a second time.
      for (const [id, old] of this.#lines) {
        if (old === line || old.flight) continue;
        this.#lines.delete(id);
        break;
      }
    }
    return line;
  }
}

function newLine<K, V>(key: K): Line<K, V> {
  return {
    key,
    copy: undefined,
    flight: undefined,
    changes: 0,
    failures: 0,
    restsUntil: 0,
    problem: undefined,
  };
}
