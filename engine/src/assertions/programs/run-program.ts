import type { ChildProcess, spawn as Spawn } from 'node:child_process';
import { AssertionError } from '../assertion';
import type { AssertionTools } from '../assertion-tools';

export interface ProgramRequest {
  /** Names under which the program may be installed, the likeliest first. */
  readonly commands: readonly string[];
  readonly args: readonly string[];
  /** Written to its standard input. */
  readonly input: string;
}

export interface ProgramSetting {
  /** Where it starts. */
  readonly folder: string | URL;
  /** Milliseconds; then it is ended, with what it has started. */
  readonly timeoutMs?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** 30 s, as long as a person waits for one test. */
const TIMEOUT_MS = 30_000;
const CANCELLED = 'The run was cancelled.';
const MAX_OUTPUT_BYTES = 5_000_000;
/** All that a program sees of the environment: where things lie, and no keys. */
const PASSED_ON =
  /^(?:PATH|PATHEXT|HOME|USERPROFILE|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|VIRTUAL_ENV|CONDA_PREFIX|PYTHON(?:PATH|HOME|UTF8|IOENCODING)|GEM_(?:HOME|PATH)|BUNDLE_GEMFILE|RUBYLIB)$/i;

/**
 * The tool that runs programs of the project. They are no guests of the sandbox: they may do what the person may. So only those hand it
 * to a run who act for a person that trusts the project. Node only.
 */
export function programRunner(setting: ProgramSetting): NonNullable<AssertionTools['runProgram']> {
  return async ({ commands, args, input }) => {
    for (const command of commands) {
      const said = await run(command, args, { ...setting, input });
      if (said !== undefined) return said;
    }
    throw new AssertionError(`There is no ${commands.join(' and no ')} here.`);
  };
}

interface Run extends ProgramSetting {
  readonly input: string;
}

/** What it writes to its standard output; undefined when there is no such program. */
async function run(command: string, args: readonly string[], setting: Run): Promise<string | undefined> {
  const { spawn } = await import('node:child_process');
  const { folder, environment = process.env, timeoutMs = TIMEOUT_MS, signal, input } = setting;
  if (signal?.aborted) throw new AssertionError(CANCELLED);
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => PASSED_ON.test(name)));
  // A group of its own, so that it is ended with its children.
  const child = spawn(command, args, {
    cwd: folder,
    env,
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let errors = '';
    let size = 0;
    const stop = (why: string): void => {
      reject(new AssertionError(why));
      endWithChildren(child, spawn);
    };
    const timer = setTimeout(() => stop(`It took more than ${timeoutMs} ms, and was ended.`), timeoutMs);
    const cancel = (): void => stop(CANCELLED);
    signal?.addEventListener('abort', cancel, { once: true });
    const settled = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if ((size += chunk.length) > MAX_OUTPUT_BYTES) stop('It wrote more than 5 MB, and was ended.');
    });
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-4_000)));
    // One that ends before it has read everything says why by its code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', (error: NodeJS.ErrnoException) => {
      settled();
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(new AssertionError(`It could not be started: ${error.message}`));
    });
    // What it leaves behind ends too, and with it the hold on the output.
    child.on('exit', () => endWithChildren(child, spawn));
    child.on('close', (code, by) => {
      settled();
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new AssertionError(`It ended with ${by ?? `code ${code}`}. ${lastLine(errors)}`.trim()));
    });
  });
}

function endWithChildren({ pid }: ChildProcess, spawn: typeof Spawn): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => undefined);
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 500) ?? '';
}
