import { ProviderError, type ModelEvent, type ModelRequest, type Provider } from '../providers/provider';
import { aborted } from './aborted';
import type { Clock } from './clock';
import { noteLatency, type Station } from './stations';

/** Who serves a model, as `createProvider` finds it. */
export interface ModelTarget {
  readonly provider: Provider;
  /** The model's name at its provider. */
  readonly model: string;
  /**
   * Who shares a circuit and a bulkhead; `provider/model` when absent. Give the host too where addresses are chosen by
   * users: one's broken server says nothing about another's of the same name.
   */
  readonly key?: string;
}

export interface RunOptions {
  /** Finds who serves `provider/model`. Asked once for each model that is tried. */
  readonly open: (model: string) => ModelTarget | Promise<ModelTarget>;
  readonly signal?: AbortSignal;
  /** The deadline of the whole call, with all attempts, waits and fallbacks; ten minutes when absent. Milliseconds. */
  readonly timeoutMs?: number;
  /** For each attempt, milliseconds. */
  readonly attemptTimeoutMs?: number;
  /** Asked right before each attempt goes out, to reserve what it may cost. What it throws ends the call. */
  readonly admit?: (attempt: Pick<Attempt, 'model' | 'number'>) => Promise<void> | void;
  /** Told after each attempt that `admit` let out, also when the caller has left. */
  readonly onAttempt?: (attempt: Attempt) => void;
}

/** One request that went out to a model. */
export interface Attempt {
  /** `provider/model`. */
  readonly model: string;
  /** From 1, over all models of the call. */
  readonly number: number;
  /** How long was waited before it, milliseconds. */
  readonly waitMs: number;
  readonly latencyMs: number;
  readonly timeToFirstTokenMs: number | undefined;
  /** Undefined when it answered. `aborted` also when the reader left in the middle. */
  readonly error: ProviderError | undefined;
}

export interface AttemptPlan {
  readonly model: string;
  readonly target: ModelTarget;
  readonly station: Station;
  readonly request: Omit<ModelRequest, 'model'>;
  readonly waitMs: number;
}

const DEFAULT_TIMEOUT_MS = 600_000;
/** A timer may fire so much too early. */
const TIMER_SLACK_MS = 2;

/** One call on its way through attempts and models: its deadline and what was tried. */
export class Run {
  readonly options: RunOptions;
  readonly signal: AbortSignal;
  readonly attempts: Attempt[] = [];
  readonly #clock: Clock;
  readonly #deadline: number;
  #count = 0;

  constructor(clock: Clock, options: RunOptions) {
    this.options = options;
    this.signal = options.signal ?? new AbortController().signal;
    this.#clock = clock;
    this.#deadline = clock.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  get remainingMs(): number {
    return this.#deadline - this.#clock.now();
  }

  /** True when nothing more may be tried. */
  get ended(): boolean {
    return this.signal.aborted || this.remainingMs < TIMER_SLACK_MS;
  }

  /** One attempt, from its turn to its end. Ends the request when the reader leaves. */
  async *attempt(plan: AttemptPlan): AsyncGenerator<ModelEvent> {
    const { model, station } = plan;
    if (this.signal.aborted) throw aborted();
    const { remainingMs, signal } = this;
    const leave = await station.bulkhead.enter(model, { clock: this.#clock, signal, remainingMs });
    try {
      const passage = station.circuit.enter(model);
      let end: unknown = aborted();
      try {
        for await (const event of this.#ask(plan)) {
          if (event.type === 'done') {
            end = undefined;
            passage.succeed();
          }
          yield event;
        }
      } catch (error) {
        end = error;
        throw error;
      } finally {
        passage.fail(end);
      }
    } finally {
      leave();
    }
  }

  /** The request itself, and the note of how it went. */
  async *#ask({ model, target, station, request, waitMs }: AttemptPlan): AsyncGenerator<ModelEvent> {
    const number = ++this.#count;
    await this.options.admit?.({ model, number });
    const begin = this.#clock.now();
    let timeToFirstTokenMs: number | undefined;
    let error: ProviderError | undefined = aborted();
    const timeoutMs = Math.min(this.remainingMs, this.options.attemptTimeoutMs ?? Infinity);
    try {
      const asked = { ...request, model: target.model };
      for await (const event of target.provider.stream(asked, { signal: this.signal, timeoutMs })) {
        timeToFirstTokenMs ??= this.#clock.now() - begin;
        if (event.type === 'done') {
          error = undefined;
          noteLatency(station, timeToFirstTokenMs);
          this.#note({ model, number, waitMs, begin, timeToFirstTokenMs, error });
        }
        yield event;
      }
    } catch (thrown) {
      error = asProviderError(thrown, timeToFirstTokenMs !== undefined);
      throw error;
    } finally {
      if (error) this.#note({ model, number, waitMs, begin, timeToFirstTokenMs, error });
    }
  }

  #note({ begin, ...attempt }: Omit<Attempt, 'latencyMs'> & { begin: number }): void {
    const noted = { ...attempt, latencyMs: this.#clock.now() - begin };
    this.attempts.push(noted);
    this.options.onAttempt?.(noted);
  }
}

/** A bridge may fail with anything, and does not know what it has passed on already. */
function asProviderError(thrown: unknown, begun: boolean): ProviderError {
  const error =
    thrown instanceof ProviderError
      ? thrown
      : new ProviderError('server-error', 'The model could not be asked.', { cause: thrown });
  return begun && !error.begun ? error.after({ begun, used: error.used }) : error;
}
