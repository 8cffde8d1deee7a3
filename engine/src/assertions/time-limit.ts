import { createContext, Script, type Context } from 'node:vm';

/** The work was stopped from outside; whatever state it was in is lost. */
export class TimeLimitError extends Error {
  constructor() {
    super('The time limit was reached.');
    this.name = 'TimeLimitError';
  }
}

interface Watchdog {
  readonly globals: { work?: () => void };
  readonly context: Context;
  readonly script: Script;
}

/** One for all: each costs a megabyte and a millisecond. */
let watchdog: Watchdog | undefined;

/**
 * Runs synchronous work of our own and stops it after the limit, even inside a regular expression or WebAssembly, where
 * no check of ours is reached. `node:vm` serves as the watchdog alone: it is no sandbox, and no foreign code runs in it.
 * Calls do not nest.
 */
export function withinTime<T>(work: () => T, limitMs: number): T {
  const { globals, context, script } = (watchdog ??= makeWatchdog());
  let result: { value: T } | undefined;
  globals.work = () => {
    result = { value: work() };
  };
  try {
    script.runInContext(context, { timeout: limitMs });
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new TimeLimitError() : error;
  } finally {
    globals.work = undefined;
  }
  if (!result) throw new TimeLimitError();
  return result.value;
}

function makeWatchdog(): Watchdog {
  const globals = {};
  return { globals, context: createContext(globals), script: new Script('work()') };
}
