import { availableParallelism } from 'node:os';
import type { AssertionSpec } from '../../runner/test-case';
import type { Finding, Observation } from '../assertion';
import type { DataFile } from '../read-data';
import type { CodeRun } from '../run-code';
import { finding, type Work } from './work';
import { undecided, WorkProcess, type ProcessOptions } from './work-process';
import type { Workplace } from './workplace';

/** One core is left for the process that asks. */
const MOST_PROCESSES = 4;
const IDLE_MS = 60_000;
const STOPPED = 'the judging was stopped';

export interface ProcessWorkplaceOptions extends ProcessOptions {
  /** How many processes there are at most. */
  readonly size?: number;
  /** Those that have had nothing to do for so long are ended. */
  readonly idleMs?: number;
}

/**
 * Works in processes of its own, which have no keys, no files and no way to start others; each does one thing at a time. They start
 * when there is work, and one that does not come to an end with it, or breaks, costs nothing but that piece of work.
 */
export class ProcessWorkplace implements Workplace {
  readonly #options: ProcessWorkplaceOptions;
  readonly #processes = new Set<WorkProcess>();
  readonly #waiting: ((worker: WorkProcess | undefined) => void)[] = [];
  readonly #idle: { readonly worker: WorkProcess; readonly timer: NodeJS.Timeout }[] = [];
  #isDisposed = false;

  constructor(options: ProcessWorkplaceOptions = {}) {
    this.#options = options;
  }

  runCode(run: CodeRun): Promise<unknown> {
    return this.#do({ is: 'code', run });
  }

  readData(file: DataFile): Promise<unknown> {
    return this.#do({ is: 'data', file });
  }

  async evaluate(spec: AssertionSpec, observed: Observation): Promise<Finding> {
    return finding.parse(await this.#do({ is: 'assertion', spec, observed }));
  }

  /** Ends all processes. What is under way, and what comes later, is undecided. */
  dispose(): void {
    this.#isDisposed = true;
    for (const { timer } of this.#idle) clearTimeout(timer);
    for (const worker of this.#processes) worker.end(STOPPED);
    for (const enter of this.#waiting.splice(0)) enter(undefined);
  }

  async #do(work: Work): Promise<unknown> {
    const worker = await this.#free();
    if (!worker) throw undecided(STOPPED);
    try {
      return await worker.do(work);
    } finally {
      this.#release(worker);
    }
  }

  async #free(): Promise<WorkProcess | undefined> {
    if (this.#isDisposed) return undefined;
    // The last one that was used: the others may end.
    for (let free = this.#idle.pop(); free; free = this.#idle.pop()) {
      clearTimeout(free.timer);
      if (!free.worker.hasEnded) return free.worker;
      this.#processes.delete(free.worker);
    }
    const { size = Math.min(MOST_PROCESSES, Math.max(1, availableParallelism() - 1)) } = this.#options;
    if (this.#processes.size < size) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): WorkProcess {
    const worker = new WorkProcess(this.#options);
    this.#processes.add(worker);
    return worker;
  }

  /** To whoever waits; one that has ended is replaced only then. */
  #release(worker: WorkProcess): void {
    if (worker.hasEnded) this.#processes.delete(worker);
    const next = this.#waiting.shift();
    if (next) return next(worker.hasEnded ? this.#start() : worker);
    if (worker.hasEnded) return;
    const timer = setTimeout(() => this.#retire(worker), this.#options.idleMs ?? IDLE_MS).unref();
    this.#idle.push({ worker, timer });
  }

  #retire(worker: WorkProcess): void {
    this.#idle.splice(
      this.#idle.findIndex((each) => each.worker === worker),
      1,
    );
    this.#processes.delete(worker);
    worker.end(STOPPED);
  }
}
