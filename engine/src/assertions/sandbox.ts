import { z } from 'zod';
import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten';
import { TimeLimitError, withinTime } from './time-limit';

export interface SandboxLimits {
  readonly timeMs: number;
  readonly memoryBytes: number;
  readonly stackBytes: number;
}

export const DEFAULT_LIMITS: SandboxLimits = {
  timeMs: 1000,
  memoryBytes: 32 * 1024 * 1024,
  stackBytes: 256 * 1024,
};

/** All memory of the interpreter, its own 16 MB included. */
const MAX_INTERPRETER_BYTES = 48 * 1024 * 1024;
const WASM_PAGE = 65_536;
/** QuickJS asks now and then whether to go on; where it does not (inside its own loops), the watchdog ends it. */
const WATCHDOG_EXTRA_MS = 250;
/** UTF-16 units; keeps a hostile result from filling the host's memory. */
const MAX_RESULT_LENGTH = 1_000_000;
/** Pending promise jobs are run in portions of this many, so that an endless chain meets the time limit. */
const JOBS_AT_ONCE = 1_000;

/** The code failed; `kind` says whether by its own fault or at a limit. */
export class SandboxError extends Error {
  readonly kind: 'syntax' | 'thrown' | 'time' | 'memory' | 'stack' | 'result';
  constructor(kind: SandboxError['kind'], message: string) {
    super(message);
    this.name = 'SandboxError';
    this.kind = kind;
  }
}

/** Kinds of failure after which an interpreter is thrown away. */
const LIMITS: ReadonlySet<SandboxError['kind']> = new Set(['time', 'memory', 'stack']);

let loading: Promise<QuickJSWASMModule> | undefined;

/**
 * Runs JavaScript of unknown origin in QuickJS compiled to WebAssembly: an interpreter with its own heap and no way to
 * the host but the globals given here, which enter as JSON, and the result, which leaves as JSON. Every run has a fresh
 * runtime. `code` is an expression, or the body of a function that returns. A promise is awaited. Throws SandboxError.
 */
export async function runInSandbox(
  code: string,
  globals: Readonly<Record<string, unknown>>,
  limits: SandboxLimits = DEFAULT_LIMITS,
): Promise<unknown> {
  for (;;) {
    const started = (loading ??= load());
    const module = await started;
    // Another run may have broken this interpreter while we waited for it.
    if (loading === started) return runIn({ module, code, globals, limits });
  }
}

async function load(): Promise<QuickJSWASMModule> {
  const { newQuickJSWASMModule, newVariant, RELEASE_SYNC } = await import('quickjs-emscripten');
  // What the interpreter has to say when it breaks is ours to report, not for the console.
  const silent: object = { print: () => undefined, printErr: () => undefined };
  const module = await newQuickJSWASMModule(newVariant(RELEASE_SYNC, { emscriptenModule: silent }));
  const memory: unknown = module.getWasmMemory();
  capMemory(memory as GrowableMemory);
  return module;
}

/** `WebAssembly.Memory`, which TypeScript knows only beside a browser's types. */
interface GrowableMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/**
 * QuickJS counts its memory, but in WebAssembly it cannot see how large its blocks are and adds up next to nothing.
 * So the ground it stands on is kept from growing: then allocation fails, and QuickJS reports it.
 */
function capMemory(memory: GrowableMemory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * WASM_PAGE > MAX_INTERPRETER_BYTES)
      throw new RangeError('memory cap');
    return grow(pages);
  };
}

function runIn(evaluation: Evaluation): unknown {
  const { limits } = evaluation;
  try {
    return withinTime(() => evaluate(evaluation), limits.timeMs + WATCHDOG_EXTRA_MS);
  } catch (error) {
    if (error instanceof SandboxError && !LIMITS.has(error.kind)) throw error;
    // The interpreter was stopped in mid-work: it may hold anything, and must not be used (or tidied up) again.
    loading = undefined;
    if (error instanceof SandboxError) throw error;
    if (error instanceof TimeLimitError) throw timeError(limits);
    // The host's own stack ran out beneath the interpreter's.
    if (z.object({ name: z.literal('RangeError') }).safeParse(error).success) throw stackError();
    throw new SandboxError('thrown', 'The code broke the sandbox it ran in.');
  }
}

interface Evaluation {
  readonly module: QuickJSWASMModule;
  readonly code: string;
  readonly globals: Readonly<Record<string, unknown>>;
  readonly limits: SandboxLimits;
}

interface Run extends SandboxLimits {
  /** When its time is over. Milliseconds since 1970. */
  readonly end: number;
}

function evaluate({ module, code, globals, limits }: Evaluation): unknown {
  const runtime = module.newRuntime();
  const context = runtime.newContext();
  let intact = true;
  try {
    runtime.setMemoryLimit(limits.memoryBytes);
    runtime.setMaxStackSize(limits.stackBytes);
    const run = { ...limits, end: Date.now() + limits.timeMs };
    runtime.setInterruptHandler(() => Date.now() > run.end);
    for (const [name, value] of Object.entries(globals)) define(context, name, value);
    return resultOf(context, programOf(code), run);
  } catch (error) {
    intact = error instanceof SandboxError && !LIMITS.has(error.kind);
    throw error;
  } finally {
    if (intact) {
      context.dispose();
      runtime.dispose();
    }
  }
}

function define(context: QuickJSContext, name: string, value: unknown): void {
  const json = value === undefined ? undefined : JSON.stringify(value);
  if (json === undefined) {
    context.setProp(context.global, name, context.undefined);
    return;
  }
  using text = context.newString(json);
  context.setProp(context.global, '__json', text);
  using parsed = context.unwrapResult(context.evalCode('JSON.parse(__json)'));
  context.setProp(context.global, name, parsed);
  context.setProp(context.global, '__json', context.undefined);
}

/** Tries the code as an expression first; what is none is a function's body. */
function programOf(code: string): readonly string[] {
  const expression = code.trim().replace(/;+\s*$/, '');
  return [`(async () => (\n${expression}\n))()`, `(async () => {\n${code}\n})()`];
}

function resultOf(
  context: QuickJSContext,
  [expression = '', body = '']: readonly string[],
  run: Run,
): unknown {
  // An async function never throws when called, so an error here is one of syntax (or of a limit).
  let started = context.evalCode(expression);
  if (started.error && isSyntaxError(context, started.error)) {
    started.error.dispose();
    started = context.evalCode(body);
  }
  if (started.error) {
    using error = started.error;
    throw failure(context, error, run);
  }
  using promise = started.value;
  settle(context, run);
  const state = context.getPromiseState(promise);
  if (state.type === 'rejected') {
    using error = state.error;
    throw failure(context, error, run);
  }
  if (state.type === 'pending')
    throw new SandboxError('result', 'The code waits for something that never comes.');
  using value = state.value;
  return dataOf(context, value, run);
}

function settle(context: QuickJSContext, run: Run): void {
  while (context.runtime.hasPendingJob()) {
    const jobs = context.runtime.executePendingJobs(JOBS_AT_ONCE);
    if (jobs.error) {
      using error = jobs.error;
      throw failure(context, error, run);
    }
    if (Date.now() > run.end) throw timeError(run);
  }
}

/** The value as JSON would carry it; `undefined` stays. */
function dataOf(context: QuickJSContext, value: QuickJSHandle, run: Run): unknown {
  if (context.typeof(value) === 'undefined') return undefined;
  context.setProp(context.global, '__result', value);
  const written = context.evalCode('JSON.stringify(__result)');
  if (written.error) {
    using error = written.error;
    throw failure(context, error, run);
  }
  using json = written.value;
  if (context.typeof(json) !== 'string') return undefined;
  using length = context.getProp(json, 'length');
  if (context.getNumber(length) > MAX_RESULT_LENGTH) {
    throw new SandboxError('result', 'The code returned more data than an assertion may.');
  }
  return JSON.parse(context.getString(json)) as unknown;
}

function isSyntaxError(context: QuickJSContext, error: QuickJSHandle): boolean {
  return textProperty(context, error, 'name') === 'SyntaxError';
}

function failure(context: QuickJSContext, error: QuickJSHandle, run: Run): SandboxError {
  const name = textProperty(context, error, 'name');
  const message = textProperty(context, error, 'message');
  if (Date.now() > run.end || (name === 'InternalError' && message === 'interrupted')) return timeError(run);
  if (message === 'out of memory' || context.typeof(error) === 'null') {
    return new SandboxError(
      'memory',
      `The code used more than ${run.memoryBytes / 1024 / 1024} MB of memory.`,
    );
  }
  if (message === 'stack overflow' || message === 'Maximum call stack size exceeded') {
    return stackError();
  }
  const said = name === undefined ? textOf(context, error) : `${name}: ${message ?? ''}`;
  return new SandboxError(name === 'SyntaxError' ? 'syntax' : 'thrown', said.slice(0, 500));
}

function stackError(): SandboxError {
  return new SandboxError('stack', 'The code nested or called too deep for the sandbox.');
}

function timeError({ timeMs }: SandboxLimits): SandboxError {
  return new SandboxError('time', `The code took more than ${timeMs} ms.`);
}

function textProperty(context: QuickJSContext, object: QuickJSHandle, name: string): string | undefined {
  if (context.typeof(object) !== 'object') return undefined;
  try {
    using value = context.getProp(object, name);
    return context.typeof(value) === 'string' ? textOf(context, value) : undefined;
  } catch {
    // A getter of the code's own threw.
    return undefined;
  }
}

function textOf(context: QuickJSContext, value: QuickJSHandle): string {
  return context.typeof(value) === 'object' ? 'an object was thrown' : context.getString(value);
}
