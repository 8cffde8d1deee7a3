import type { ReportExposures } from '@prompthub/protocol';
import type { Clock } from './clock';
import { verdictOf } from './verdict';

export interface ExposureReporterOptions {
  readonly report: (exposures: ReportExposures) => Promise<unknown>;
  readonly clock: Clock;
  /** Told when exposures cannot be reported (again). */
  readonly onProblem: (problem: Error) => void;
}

type Exposure = ReportExposures['exposures'][number];

const EACH_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** The most that a hub takes at a time, and that waits for one. */
const BATCH = 1_000;
const MOST_WAITING = 10_000;
/** Keys that are known to be reported; the hub counts each once, so that forgetting them costs a request and nothing else. */
const MOST_KNOWN = 50_000;

/**
 * Tells the hub who was shown an arm, in batches and behind everything else: nobody waits for it, and nothing fails with it. What cannot be
 * kept until the hub takes it is lost, and the hub is told how many those were.
 */
export class ExposureReporter {
  readonly #options: ExposureReporterOptions;
  readonly #waiting: Exposure[] = [];
  readonly #lost = new Map<string, number>();
  readonly #known = new Set<string>();
  #scheduled = false;
  #failures = 0;
  #sending: Promise<void> | undefined;

  constructor(options: ExposureReporterOptions) {
    this.#options = options;
  }

  add(experiment: string, key: string): void {
    const known = `${experiment} ${key}`;
    if (this.#known.has(known)) return;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(known);
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ experiment, key });
    else this.#lose([{ experiment, key }]);
    this.#schedule();
  }

  /** Reports what waits, as far as the hub takes it now. Never rejects. */
  flush(): Promise<void> {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
      if (this.#waiting.length > 0 || this.#lost.size > 0) this.#schedule();
    });
    return this.#sending;
  }

  #schedule(): void {
    if (this.#scheduled || this.#sending) return;
    this.#scheduled = true;
    const pause = Math.min(LONGEST_PAUSE_MS, EACH_MS * 2 ** this.#failures);
    this.#options.clock.background(pause, () => {
      this.#scheduled = false;
      void this.flush();
    });
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0 || this.#lost.size > 0) {
      const exposures = this.#waiting.slice(0, BATCH);
      const lost = [...this.#lost].slice(0, 100).map(([experiment, count]) => ({ experiment, count }));
      try {
        await this.#options.report({ exposures, lost });
        this.#failures = 0;
      } catch (error) {
        this.#told(error);
        this.#failures++;
        if (verdictOf(error) === 'failing') return;
        // The hub said no, and would again.
        this.#lose(this.#waiting.splice(0, exposures.length));
        return;
      }
      this.#waiting.splice(0, exposures.length);
      for (const { experiment, count } of lost) {
        const left = (this.#lost.get(experiment) ?? 0) - count;
        if (left > 0) this.#lost.set(experiment, left);
        else this.#lost.delete(experiment);
      }
    }
  }

  #lose(exposures: readonly Exposure[]): void {
    for (const { experiment } of exposures) this.#lost.set(experiment, (this.#lost.get(experiment) ?? 0) + 1);
  }

  #told(error: unknown): void {
    try {
      this.#options.onProblem(error instanceof Error ? error : new Error(String(error)));
    } catch {
      // A listener that throws must not cost anything.
    }
  }
}
