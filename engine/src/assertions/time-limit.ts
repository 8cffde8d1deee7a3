import { createContext, Script } from 'node:vm';

/** The work was stopped from outside; whatever state it was in is lost. */
export class TimeLimitError extends Error {
  constructor() {
    super('The time limit was reached.');
    this.name = 'TimeLimitError';
  }
}

const script = new Script('work()');

/**
 * Runs synchronous work of our own and stops it after the limit, even inside a regular expression or WebAssembly, where
 * no check of ours is reached. `node:vm` serves as the watchdog alone: it is no sandbox, and no foreign code runs in it.
 */
export function withinTime<T>(work: () => T, limitMs: number): T {
  let result: { value: T } | undefined;
  const context = createContext({
    work: () => {
      result = { value: work() };
    },
  });
  try {
    script.runInContext(context, { timeout: limitMs });
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new TimeLimitError() : error;
  }
  if (!result) throw new TimeLimitError();
  return result.value;
}
