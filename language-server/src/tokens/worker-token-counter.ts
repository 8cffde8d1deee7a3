import { Worker } from 'node:worker_threads';
import type { TokenEncoding } from '@prompthub/engine';
import { z } from 'zod';
import type { TokenCounter, TokenQuestion } from './token-counter';

/** Longer requests are estimated. Characters. */
const MAX_LENGTH = 1_000_000;
/** A megabyte of prose takes a tenth of a second; what takes this long does not end. */
const TIME_LIMIT_MS = 10_000;
/** A tokenizer that fails so often will fail again. */
const MAX_FAILURES = 3;
/** Either vocabulary needs less than half of it. */
const MAX_MEMORY_MB = 256;

const answer = z.array(z.int().nonnegative().nullable());

interface Job {
  readonly question: TokenQuestion;
  readonly resolve: (counts: readonly (number | undefined)[] | undefined) => void;
}

interface Thread {
  readonly encoding: TokenEncoding;
  readonly worker: Worker;
}

interface Options {
  /** The file of `tokenizer-worker`, compiled. */
  readonly script: string;
  readonly timeLimitMs?: number;
  log(text: string): void;
}

/**
 * A tokenizer in a thread of its own. The thread starts with the first question and holds one vocabulary; one that ends
 * by itself, or that has to be ended, is started anew a few times. Questions are answered one after the other.
 */
export class WorkerTokenCounter implements TokenCounter {
  readonly #options: Options;
  readonly #waiting = new Map<string, Job>();
  #thread: Thread | undefined;
  #current: { readonly job: Job; readonly timer: NodeJS.Timeout } | undefined;
  #failures = 0;
  #isDisposed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  count(question: TokenQuestion): Promise<readonly (number | undefined)[] | undefined> {
    const { texts, topic } = question;
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    if (this.#hasGivenUp || length > MAX_LENGTH) return Promise.resolve(undefined);
    this.#waiting.get(topic)?.resolve(undefined);
    this.#waiting.delete(topic);
    return new Promise((resolve) => {
      this.#waiting.set(topic, { question, resolve });
      this.#next();
    });
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#drop();
    await this.#thread?.worker.terminate();
  }

  get #hasGivenUp(): boolean {
    return this.#isDisposed || this.#failures >= MAX_FAILURES;
  }

  #next(): void {
    const [topic] = this.#waiting.keys();
    const job = topic === undefined ? undefined : this.#waiting.get(topic);
    if (this.#current || topic === undefined || !job) return;
    this.#waiting.delete(topic);
    const end = (): void => void this.#thread?.worker.terminate();
    this.#current = { job, timer: setTimeout(end, this.#options.timeLimitMs ?? TIME_LIMIT_MS) };
    try {
      this.#workerOf(job.question.encoding).postMessage(job.question.texts);
    } catch (error) {
      this.#options.log(`The tokenizer cannot start: ${String(error)}`);
      this.#failed();
    }
  }

  #workerOf(encoding: TokenEncoding): Worker {
    if (this.#thread?.encoding === encoding) return this.#thread.worker;
    void this.#thread?.worker.terminate();
    const worker = new Worker(this.#options.script, {
      workerData: encoding,
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
      // What is printed there must not land in the stream of the protocol.
      stdout: true,
    });
    worker.unref();
    worker.on('message', (counts) => this.#answered(worker, counts));
    // The thread ends after an error, and that is where it is seen to.
    worker.on('error', (error) => this.#options.log(`The tokenizer failed: ${String(error)}`));
    worker.on('exit', () => this.#ended(worker));
    this.#thread = { encoding, worker };
    return worker;
  }

  #answered(worker: Worker, raw: unknown): void {
    if (this.#thread?.worker !== worker) return;
    const counts = answer.safeParse(raw);
    this.#finish(counts.data?.map((count) => count ?? undefined));
    this.#next();
  }

  #ended(worker: Worker): void {
    if (this.#thread?.worker === worker && !this.#isDisposed) this.#failed();
  }

  #failed(): void {
    this.#thread = undefined;
    this.#failures++;
    this.#finish(undefined);
    if (this.#hasGivenUp) this.#drop();
    else this.#next();
  }

  #finish(counts: readonly (number | undefined)[] | undefined): void {
    clearTimeout(this.#current?.timer);
    this.#current?.job.resolve(counts);
    this.#current = undefined;
  }

  /** Nobody is left waiting. */
  #drop(): void {
    this.#finish(undefined);
    for (const { resolve } of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
