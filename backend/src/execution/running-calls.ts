import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { ProblemError } from '../common/problem';

/** A call that goes on. */
export interface RunningCall {
  /** Aborted when its caller leaves, or when the hub cannot wait for it. */
  readonly signal: AbortSignal;
  leave(): void;
}

/** How long a hub that stops waits for calls to end by themselves. Orchestrators kill after ten seconds. */
const GRACE_MS = 3000;

/** The calls that go on in this process: a hub that stops lets them end for a moment, then ends them, and waits for their accounts. */
@Injectable()
export class RunningCalls implements BeforeApplicationShutdown {
  readonly #calls = new Map<AbortController, Promise<void>>();
  readonly #work = new Set<Promise<void>>();
  #stopping = false;

  /** @throws ProblemError 503 `hub-stopping`. */
  enter(caller: AbortSignal): RunningCall {
    if (this.#stopping) throw hubStopping();
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    if (caller.aborted) abort();
    // Not AbortSignal.any: a signal that lives long would keep every derived one.
    else caller.addEventListener('abort', abort, { once: true });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#calls.set(controller, promise);
    return {
      signal: controller.signal,
      leave: () => {
        caller.removeEventListener('abort', abort);
        this.#calls.delete(controller);
        resolve();
      },
    };
  }

  /** What is done behind callers' backs, and is to be done before the hub stops. Never rejects. */
  outlast(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    const timer = setTimeout(() => this.#abort(), GRACE_MS);
    await Promise.all(this.#calls.values());
    clearTimeout(timer);
    await Promise.all(this.#work);
  }

  #abort(): void {
    for (const controller of this.#calls.keys()) controller.abort(hubStopping());
  }
}

const hubStopping = () =>
  new ProblemError(503, 'hub-stopping', 'The hub is stopping. Ask again in a moment.').withHeaders({
    'retry-after': '5',
  });
