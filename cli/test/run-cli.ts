import { spawn, type ChildProcess } from 'node:child_process';
import { builtCli, builtCliEnvironment } from './built-cli';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Sees what the command says to the person, while it runs. */
  readonly onStderr?: (text: string) => void;
  /** Gets the process, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the real command in a process of its own, with nothing of our environment that could change what it does. */
export function runCli(
  args: readonly string[],
  { cwd, env = {}, input = '', onStderr, onStart }: RunOptions,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [builtCli(), ...args], {
      cwd,
      env: { ...builtCliEnvironment(), PROMPTHUB_CONFIG_DIR: cwd, ...env },
      timeout: 60_000,
    });
    onStart?.(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      onStderr?.(stderr);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    // A command that does not read its input may end before it was written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
