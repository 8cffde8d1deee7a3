import type { TestRun } from '@prompthub/protocol';
import { HubUnreachableError } from '../errors';
import type { Following, ProjectListener } from '../live/project-follower';
import { type Clock, monotonicClock, pause } from '../prompts/clock';

export interface WaitOptions {
  /** Told each time the run is looked at. */
  readonly onProgress?: (run: TestRun) => void;
  readonly signal?: AbortSignal;
  /** What stands in for time in tests. */
  readonly clock?: Clock;
}

interface Watched {
  readonly id: string;
  readonly look: () => Promise<TestRun>;
  readonly follow: (listener: ProjectListener) => Following;
}

/** Where no socket comes about, and for what is told while it is away. */
const LOOK_EVERY_MS = 3000;
/** A hub that is started anew comes back within a minute. */
const FAILURES = 20;

/**
 * The run, when it has ended. A hub that is away for a moment is waited for.
 * @throws HubUnreachableError when it stays away; what `look` throws; the signal's reason
 */
export async function lookUntilEnded(
  { id, look, follow }: Watched,
  { onProgress, signal, clock = monotonicClock }: WaitOptions,
): Promise<TestRun> {
  let woken = new AbortController();
  const wake = (): void => woken.abort();
  signal?.addEventListener('abort', wake);
  const following = follow({
    connected: wake,
    moved: (event) => {
      if (event.kind === 'test-run' && event.run === id) wake();
    },
  });
  try {
    for (let failures = 0; ;) {
      signal?.throwIfAborted();
      woken = new AbortController();
      try {
        const run = await look();
        failures = 0;
        onProgress?.(run);
        if (run.endedAt !== undefined) return run;
      } catch (error) {
        if (!(error instanceof HubUnreachableError) || ++failures >= FAILURES) throw error;
      }
      if (!signal?.aborted) await pause(clock, LOOK_EVERY_MS, woken.signal);
    }
  } finally {
    following.close();
    signal?.removeEventListener('abort', wake);
  }
}
