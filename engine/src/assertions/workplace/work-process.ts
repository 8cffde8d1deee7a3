import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { AssertionError } from '../assertion';
import { outcome, type Work } from './work';

/** Code and patterns are stopped after a second where they run; this is for what is not. */
const LIMIT_MS = 15_000;
const START_MS = 30_000;
const MEMORY_MB = 256;
const NAME = 'workplace-process';

export interface ProcessOptions {
  /** For one piece of work. */
  readonly limitMs?: number;
  /** Of JavaScript's heap; the sandbox has its own beside it. */
  readonly memoryMb?: number;
  /** Further flags of Node, where it cannot run the script as it is. */
  readonly flags?: readonly string[];
  readonly script?: string;
}

/** One process that does one piece of work at a time. It starts at once; when it takes too long or breaks, it has ended. */
export class WorkProcess {
  /** Undefined where the system had none to give. */
  readonly #child: ChildProcess | undefined;
  readonly #limitMs: number;
  readonly #ready: Promise<unknown>;
  #expected: { readonly answer: PromiseWithResolvers<unknown>; readonly timer: NodeJS.Timeout } | undefined;
  /** Why it has ended. */
  #end: string | undefined;

  constructor(options: ProcessOptions) {
    const { limitMs = LIMIT_MS, memoryMb = MEMORY_MB } = options;
    this.#limitMs = limitMs;
    try {
      this.#child = forked({ ...options, memoryMb });
    } catch (error) {
      this.end(failed(error));
    }
    this.#child?.on('message', (said) => this.#expectNothing()?.resolve(said));
    this.#child?.on('error', (error) => this.end(failed(error)));
    let broken = 'the process for it did not start';
    this.#child?.on('exit', () => this.end(broken));
    this.#ready = this.#expect(START_MS).then(() => {
      broken = `it took more than ${memoryMb} MB of memory, or broke the process that it was judged in`;
    });
    this.#ready.catch(() => undefined);
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Rejects with AssertionError, also when the process ends. */
  async do(work: Work): Promise<unknown> {
    await this.#ready;
    const answer = this.#expect(this.#limitMs);
    try {
      if (!this.hasEnded) this.#child?.send(work);
    } catch (error) {
      this.#expectNothing()?.reject(error);
    }
    const said = outcome.parse(await answer);
    if (said.is === 'done') return said.value;
    throw said.is === 'undecided' ? new AssertionError(said.message) : new Error(said.message);
  }

  /** @param why completes "This was not decided: …" */
  end(why: string): void {
    this.#end ??= why;
    this.#child?.kill('SIGKILL');
    this.#expectNothing()?.reject(undecided(this.#end));
  }

  #expect(limitMs: number): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(undecided(this.#end));
    const answer = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => this.end(`it took more than ${limitMs} ms, and was stopped`), limitMs);
    this.#expected = { answer, timer };
    return answer.promise;
  }

  #expectNothing(): PromiseWithResolvers<unknown> | undefined {
    const { answer, timer } = this.#expected ?? {};
    clearTimeout(timer);
    this.#expected = undefined;
    return answer;
  }
}

/** Throws what the system says, for want of memory. */
function forked({
  memoryMb,
  flags = [],
  script = join(__dirname, NAME + extname(__filename)),
}: ProcessOptions): ChildProcess {
  const child = fork(script, [], {
    execArgv: [`--max-old-space-size=${memoryMb}`, ...readsCodeAlone(), ...flags],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // While there is work, its timer keeps us alive.
  child.unref();
  child.channel?.unref();
  return child;
}

function failed(error: unknown): string {
  return `the process for it failed (${error instanceof Error ? error.message : String(error)})`;
}

export function undecided(why: string): AssertionError {
  return new AssertionError(`This was not decided: ${why}.`);
}

/** No files but those of the program, no other processes, no native code. */
function readsCodeAlone(): string[] {
  const own = realpathSync(join(__dirname, '../../..'));
  const core = realpathSync(join(dirname(require.resolve('@prompthub/core')), '..'));
  const above = own
    .split(sep)
    .map((_, depth, parts) => [...parts.slice(0, depth + 1), 'node_modules'].join(sep));
  const folders = [own, core, ...above.filter((folder) => existsSync(folder))];
  return ['--permission', ...folders.map((folder) => `--allow-fs-read=${folder}${sep}`)];
}
