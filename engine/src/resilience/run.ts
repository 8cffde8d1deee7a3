import { estimateRequestTokens } from '../cost/estimate-request-tokens';
import { estimateTokens } from '../cost/estimate-tokens';
import {
  ProviderError,
  type ModelEvent,
  type ModelRequest,
  type Provider,
  type TokenUsage,
} from '../providers/provider';
import { aborted } from './aborted';
import type { Passage } from './circuit';
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
  /** For each attempt, milliseconds; what does not answer within it is taken to be down. */
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
/** Who waited so long for an answer may say that the model gives none. */
const PATIENCE_MS = 30_000;
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
      // Who may not ask the model at all must not be the one who tries it for the others.
      station.circuit.check(model);
      const number = ++this.#count;
      await this.options.admit?.({ model, number });
      const passage = this.#enter(plan, number);
      const { attemptTimeoutMs = Infinity } = this.options;
      const timeoutMs = Math.min(this.remainingMs, attemptTimeoutMs);
      let answered = false;
      let failure: unknown;
      try {
        for await (const event of this.#ask(plan, { number, timeoutMs })) {
          passage.begin();
          if (event.type === 'done') {
            answered = true;
            passage.succeed();
          }
          yield event;
        }
      } catch (error) {
        failure = timeoutMs < attemptTimeoutMs && isHaste(error, timeoutMs) ? aborted() : error;
        throw error;
      } finally {
        // Made only where it is needed, for its stack is dear.
        if (!answered) passage.fail(failure ?? aborted());
      }
    } finally {
      leave();
    }
  }

  /** The circuit may have opened while the attempt was admitted: then that is noted, so that what it was to cost is given back. */
  #enter({ model, station, waitMs }: AttemptPlan, number: number): Passage {
    try {
      return station.circuit.enter(model);
    } catch (thrown) {
      const error = asProviderError(thrown, false);
      this.#note({ model, number, waitMs, begin: this.#clock.now(), timeToFirstTokenMs: undefined, error });
      throw error;
    }
  }

  /** The request itself, and the note of how it went. */
  async *#ask(
    { model, target, station, request, waitMs }: AttemptPlan,
    { number, timeoutMs }: { number: number; timeoutMs: number },
  ): AsyncGenerator<ModelEvent> {
    const begin = this.#clock.now();
    const asked = { ...request, model: target.model };
    const said: string[] = [];
    let timeToFirstTokenMs: number | undefined;
    let error: ProviderError | undefined;
    let ended = false;
    const note = (): void => this.#note({ model, number, waitMs, begin, timeToFirstTokenMs, error });
    try {
      // Who left while the attempt was admitted has asked nobody.
      if (this.signal.aborted) throw aborted({ unreached: true });
      const limits = { signal: this.signal, timeoutMs };
      for await (const event of target.provider.stream(asked, limits)) {
        timeToFirstTokenMs ??= this.#clock.now() - begin;
        if (event.type === 'text') said.push(event.text);
        else {
          ended = true;
          noteLatency(station, timeToFirstTokenMs);
          note();
        }
        yield event;
      }
    } catch (thrown) {
      error = asProviderError(thrown, said.length > 0);
      throw error;
    } finally {
      // Without either the reader has left in the middle, and nobody has counted what was used until then.
      error ??= ended ? undefined : aborted().after({ begun: true, used: estimateOf(asked, said) });
      if (error) note();
    }
  }

  #note({ begin, ...attempt }: Omit<Attempt, 'latencyMs'> & { begin: number }): void {
    const noted = { ...attempt, latencyMs: this.#clock.now() - begin };
    this.attempts.push(noted);
    this.options.onAttempt?.(noted);
  }
}

function estimateOf(request: ModelRequest, said: readonly string[]): TokenUsage {
  const [inputTokens, outputTokens] = [estimateRequestTokens(request), estimateTokens(said.join(''))];
  return { inputTokens, outputTokens, estimated: true };
}

/**
 * True for a deadline of the caller's own that left a model too little time: it says nothing about the model, and who has
 * none must not close it for the others.
 */
function isHaste(error: unknown, timeoutMs: number): boolean {
  const ranOut = error instanceof ProviderError && error.code === 'timeout' && error.status === undefined;
  return ranOut && timeoutMs < PATIENCE_MS;
}

/** A bridge may fail with anything, and does not know what it has passed on already. */
function asProviderError(thrown: unknown, begun: boolean): ProviderError {
  const error =
    thrown instanceof ProviderError
      ? thrown
      : new ProviderError('server-error', 'The model could not be asked.', { cause: thrown });
  return begun && !error.begun ? error.after({ begun, used: error.used }) : error;
}
