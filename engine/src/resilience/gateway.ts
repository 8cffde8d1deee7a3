import { worstCaseCost } from '../cost/worst-case-cost';
import { ProviderError, type ModelEvent, type ModelRequest } from '../providers/provider';
import { DEFAULT_BULKHEAD, type BulkheadSettings } from './bulkhead';
import { DEFAULT_CIRCUIT, type CircuitSettings } from './circuit';
import { systemClock, type Clock } from './clock';
import { FallbackPlan, type Fallbacks } from './fallbacks';
import { DEFAULT_RETRIES, withRetries, type RetrySettings } from './retries';
import { orderRoute, type Route } from './route';
import { Run, type Attempt, type RunOptions } from './run';
import { Stations, type StationReport } from './stations';

export interface GatewaySettings {
  readonly retries: RetrySettings;
  readonly circuit: CircuitSettings;
  readonly bulkhead: BulkheadSettings;
  readonly clock: Clock;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
}

export interface GatewayCall {
  /** `provider/model`, or several of which one is chosen; the others then stand in before the general fallbacks. */
  readonly model: string | Route;
  readonly fallbacks?: Fallbacks;
  readonly request: Omit<ModelRequest, 'model'>;
}

/** As a provider's, and who answered after how many attempts. */
export type GatewayEvent =
  | Extract<ModelEvent, { type: 'text' }>
  | (Extract<ModelEvent, { type: 'done' }> & {
      /** `provider/model` that answered. */
      readonly model: string;
      /** All of them, the failed ones too: they may have cost something. */
      readonly attempts: readonly Attempt[];
    });

/**
 * The way to all models for calls that matter: tries again where that helps, spares models that are down, goes on to others,
 * and ends every call at its deadline. It keeps what it learned about the models, so there is one for all calls.
 */
export class Gateway {
  readonly #settings: GatewaySettings;
  readonly #stations: Stations;

  constructor(settings: Partial<GatewaySettings> = {}) {
    this.#settings = {
      retries: DEFAULT_RETRIES,
      circuit: DEFAULT_CIRCUIT,
      bulkhead: DEFAULT_BULKHEAD,
      clock: systemClock,
      random: Math.random,
      ...settings,
    };
    this.#stations = new Stations(this.#settings);
  }

  /**
   * Yields text as it arrives and, last, one `done`. Throws ProviderError: the failure of the model that was asked last. What
   * `open` and `admit` throw is passed on as it is, unless it is a ProviderError that another model may mend.
   */
  async *stream(call: GatewayCall, options: RunOptions): AsyncGenerator<GatewayEvent> {
    const run = new Run(this.#settings.clock, options);
    const { first, fallbacks } = this.#plan(call);
    const plan = new FallbackPlan(first, fallbacks);
    let events: AsyncIterable<ModelEvent> | undefined;
    let model = first;
    while (!events) {
      try {
        events = await this.#begin(model, call, run);
      } catch (error) {
        const next = run.ended ? undefined : plan.next(error);
        if (next === undefined) throw error;
        model = next;
      }
    }
    for await (const event of events)
      yield event.type === 'text' ? event : { ...event, model, attempts: [...run.attempts] };
  }

  /** The circuits and queues of the models that were asked, by their key. */
  report(): readonly StationReport[] {
    return this.#stations.report();
  }

  /** Asks one model until its first token has come, or it has failed for good. */
  async #begin(model: string, { request }: GatewayCall, run: Run): Promise<AsyncIterable<ModelEvent>> {
    const { retries: settings, clock, random } = this.#settings;
    const target = await run.options.open(model);
    const station = this.#stations.of(model, target);
    let waitMs = 0;
    let failure: unknown;
    const attempt = async (): Promise<AsyncIterable<ModelEvent>> => {
      const events = run.attempt({ model, target, station, request, waitMs });
      return startingWith(await events.next(), events);
    };
    const { signal } = run;
    try {
      return await withRetries(attempt, {
        ...{ settings, clock, random, signal },
        remaining: () => run.remainingMs,
        onWait: (ms, error) => ([waitMs, failure] = [ms, error]),
      });
    } catch (error) {
      // The circuit opened while this call waited; what the model answered says more.
      throw isCircuitOpen(error) ? (failure ?? error) : error;
    }
  }

  #plan({ model, fallbacks, request }: GatewayCall): { first: string; fallbacks: Fallbacks | undefined } {
    if (typeof model === 'string') return { first: model, fallbacks };
    const [first, ...others] = orderRoute(model, {
      random: this.#settings.random,
      costOf: (name) => {
        const worst = worstCaseCost(name, request);
        return 'costUsd' in worst ? worst.costUsd : undefined;
      },
      latencyOf: (name) => this.#stations.latencyOf(name),
      isDown: (name) => this.#stations.isDown(name),
    });
    if (first === undefined) throw nobody(model);
    return { first, fallbacks: { ...fallbacks, general: [...others, ...(fallbacks?.general ?? [])] } };
  }
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (let result = first; !result.done; result = await rest.next()) yield result.value;
  } finally {
    await rest.return(undefined);
  }
}

function nobody({ tags = [] }: Route): ProviderError {
  const wanted = tags.length > 0 ? ` with the tags ${tags.join(', ')}` : '';
  return new ProviderError(
    'unknown-provider',
    `The route has no model${wanted}. Add one, or ask for others.`,
  );
}

function isCircuitOpen(error: unknown): boolean {
  return error instanceof ProviderError && error.code === 'circuit-open';
}
