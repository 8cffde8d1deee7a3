import {
  circuitBreaker,
  CircuitState,
  CountBreaker,
  handleType,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import { ProviderError } from '../providers/provider';
import type { Clock } from './clock';
import { failureClass } from './failure-class';

export interface CircuitSettings {
  /** Of the last so many calls … */
  readonly calls: number;
  /** … and once there were at least so many … */
  readonly atLeast: number;
  /** … the circuit opens when more than this part of them failed. Between 0 and 1. */
  readonly failing: number;
  /**
   * How long it stays open before one call may try, milliseconds; twice as long after each try that failed, and as long as before
   * after one that showed nothing.
   */
  readonly openMs: number;
  readonly longestOpenMs: number;
}

export const DEFAULT_CIRCUIT: CircuitSettings = {
  calls: 20,
  atLeast: 5,
  failing: 0.5,
  openMs: 15_000,
  longestOpenMs: 300_000,
};

export interface CircuitReport {
  /** `half-open`: one call is trying, the others are refused until it has ended. */
  readonly state: 'closed' | 'open' | 'half-open';
  /** While open: milliseconds until a call may try; 0 when the next one will. */
  readonly probeInMs?: number;
}

/** The way through a circuit for one call, which says once how it ended. */
export interface Passage {
  /** The model answers: enough for a call that tries it, whose end may be minutes away. */
  begin(): void;
  succeed(): void;
  /** Only failures of the model count; those of the request show that the model is there. */
  fail(error: unknown): void;
}

type Pause = IBackoff<IHalfOpenAfterBackoffContext>;

/** What counts as a failure of the model. */
class Outage extends Error {}
/** A call that tried the model and has shown nothing: it must not close the circuit, and says nothing against the model. */
class NothingShown extends Outage {}

/** The circuit breaker of one model: spares a model that is down from calls, and callers from waiting for it. */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy;
  readonly #clock: Clock;
  #probeAt = 0;

  constructor(clock: Clock, settings: CircuitSettings = DEFAULT_CIRCUIT) {
    const { calls: size, atLeast: minimumNumberOfCalls, failing: threshold } = settings;
    this.#clock = clock;
    this.#policy = circuitBreaker(handleType(Outage), {
      breaker: new CountBreaker({ size, minimumNumberOfCalls, threshold }),
      halfOpenAfter: { next: () => this.#pause(settings, settings.openMs) },
    });
  }

  get report(): CircuitReport {
    const { state } = this.#policy;
    if (state === CircuitState.Closed) return { state: 'closed' };
    if (state === CircuitState.HalfOpen) return { state: 'half-open' };
    return { state: 'open', probeInMs: Math.max(0, this.#probeAt - this.#clock.now()) };
  }

  /** Throws ProviderError `circuit-open` when nobody may enter now. */
  check(name: string): void {
    const { state, probeInMs } = this.report;
    // cockatiel would let the others wait for the one that tries, which may take minutes.
    if (state === 'half-open' || (state === 'open' && probeInMs !== 0)) throw circuitOpen(name, probeInMs);
  }

  /** Throws ProviderError `circuit-open`. Whoever has entered asks the model: a passage that ends without that shows nothing. */
  enter(name: string): Passage {
    this.check(name);
    const probing = this.report.state === 'open';
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#policy.execute(() => promise).catch(() => undefined);
    return {
      begin: () => probing && resolve(),
      succeed: resolve,
      fail: (error) => reject(countedAs(error, probing)),
    };
  }

  /**
   * cockatiel measures with the wall clock, which jumps. It asks for the length of the pause whenever it wants to know
   * whether it is over; so the answer is given by our clock.
   */
  #pause(settings: CircuitSettings, lengthMs: number): Pause {
    const until = (this.#probeAt = this.#clock.now() + lengthMs);
    const isOver = (): boolean => this.#clock.now() >= until;
    return {
      get duration() {
        return isOver() ? -Infinity : Infinity;
      },
      next: ({ result }) => {
        const nothing = 'error' in result && result.error instanceof NothingShown;
        return this.#pause(settings, nothing ? lengthMs : Math.min(lengthMs * 2, settings.longestOpenMs));
      },
    };
  }
}

/** What the circuit is told: an `Outage`, or anything else, which shows that the model is there. */
function countedAs(error: unknown, probing: boolean): unknown {
  const nothing = !(error instanceof ProviderError) || error.code === 'aborted';
  if (nothing) return probing ? new NothingShown() : error;
  return failureClass(error).outage ? new Outage() : error;
}

function circuitOpen(name: string, probeInMs: number | undefined): ProviderError {
  const when =
    probeInMs === undefined ? 'One call is trying it now' : `It is tried again in ${seconds(probeInMs)}`;
  return new ProviderError(
    'circuit-open',
    `${name} failed too often of late, so it is not asked for now. ${when}.`,
    { retryAfterMs: probeInMs },
  );
}

const seconds = (ms: number): string => `${Math.ceil(ms / 1000)} s`;
