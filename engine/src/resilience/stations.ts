import { Bulkhead, type BulkheadSettings } from './bulkhead';
import { Circuit, type CircuitReport, type CircuitSettings } from './circuit';
import type { Clock } from './clock';

/** What is kept of one model: whether it may be asked, by how many, and how soon it answers. */
export interface Station {
  readonly circuit: Circuit;
  readonly bulkhead: Bulkhead;
  /** Milliseconds to the first token, of late; undefined when it has not answered yet. */
  latencyMs: number | undefined;
}

export interface StationReport {
  /** Who shares a circuit: `provider/model`, unless the target says otherwise. */
  readonly key: string;
  readonly circuit: CircuitReport;
  readonly active: number;
  readonly waiting: number;
  readonly latencyMs: number | undefined;
}

/** Names of models are given by users: of more than this, those that are not in use are forgotten. */
const MAX_STATIONS = 1000;
/** Share of the newest answer in the mean. */
const NEWEST = 0.3;

/** All models that were asked. */
export class Stations {
  readonly #stations = new Map<string, Station>();
  /** Where a model's name led to last: routes know names only. */
  readonly #keys = new Map<string, string>();
  readonly #settings: StationSettings;

  constructor(settings: StationSettings) {
    this.#settings = settings;
  }

  of(model: string, { key = model }: { readonly key?: string }): Station {
    const { clock, circuit, bulkhead } = this.#settings;
    const station = this.#stations.get(key) ?? {
      circuit: new Circuit(clock, circuit),
      bulkhead: new Bulkhead(bulkhead),
      latencyMs: undefined,
    };
    // Set anew, so that the map is in the order of use.
    this.#stations.delete(key);
    this.#stations.set(key, station);
    this.#keys.delete(model);
    this.#keys.set(model, key);
    this.#forget();
    return station;
  }

  latencyOf(model: string): number | undefined {
    return this.#known(model)?.latencyMs;
  }

  isDown(model: string): boolean {
    const report = this.#known(model)?.circuit.report;
    return report?.state === 'half-open' || (report?.probeInMs ?? 0) > 0;
  }

  report(): StationReport[] {
    return [...this.#stations].map(([key, { circuit, bulkhead, latencyMs }]) => ({
      ...{ key, circuit: circuit.report, ...bulkhead.report, latencyMs },
    }));
  }

  #known(model: string): Station | undefined {
    return this.#stations.get(this.#keys.get(model) ?? model);
  }

  #forget(): void {
    for (const [key, { bulkhead, circuit }] of this.#stations) {
      if (this.#stations.size <= MAX_STATIONS) break;
      if (bulkhead.report.active === 0 && circuit.report.state === 'closed') this.#stations.delete(key);
    }
    for (const model of this.#keys.keys()) {
      if (this.#keys.size <= MAX_STATIONS) break;
      this.#keys.delete(model);
    }
  }
}

/** Notes how soon a model answered: a mean in which old answers fade. */
export function noteLatency(station: Station, ms: number): void {
  station.latencyMs =
    station.latencyMs === undefined ? ms : station.latencyMs + NEWEST * (ms - station.latencyMs);
}

interface StationSettings {
  readonly clock: Clock;
  readonly circuit: CircuitSettings;
  readonly bulkhead: BulkheadSettings;
}
