import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

export interface Started {
  readonly url: string;
  /** Absent when somebody has signed in before. */
  readonly signInLink: string | undefined;
  readonly vsix: string;
  readonly output: () => string;
  /** What was asked of the `code` on the PATH, a line for each call. */
  readonly editorCalls: () => string;
  readonly process: ChildProcess;
  /** Ctrl-C, and wait for the end; the exit code. */
  stop(): Promise<number>;
}

/**
 * The repository as a newcomer gets it: what is committed, cloned into a new folder. While a story is being written,
 * PROMPTHUB_CLONE names a clone to use again.
 */
export function freshClone(): { folder: string; remove: () => void } {
  const kept = process.env['PROMPTHUB_CLONE'];
  if (kept !== undefined) return { folder: kept, remove: () => undefined };
  const folder = mkdtempSync(path.join(tmpdir(), 'prompthub-'));
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, path.join(folder, 'clone')]);
  return {
    folder: path.join(folder, 'clone'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** `npm start`, until it says that it runs. */
export async function npmStart(folder: string, port: number): Promise<Started> {
  const code = codeCommand(folder);
  const child = spawn('npm', ['start', '--', '--port', String(port)], {
    cwd: folder,
    env: newcomerEnvironment(code.folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const exited = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      if (output.includes('Press Ctrl-C to stop')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then((code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  return {
    url: demand(output, /running at (http\S+)/),
    signInLink: find(output, /(http\S+\/link\?token=\S+)/),
    vsix: demand(output, /--install-extension (\S+\.vsix)/),
    output: () => output,
    editorCalls: code.calls,
    process: child,
    stop: async () => {
      process.kill(-(child.pid ?? 0), 'SIGINT');
      return exited;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Stands in for VS Code's command, beside the clone: writes down what it is asked. */
function codeCommand(clone: string): { folder: string; calls: () => string } {
  const folder = path.join(clone, '..', 'bin');
  const log = path.join(folder, 'calls.txt');
  mkdirSync(folder, { recursive: true });
  writeFileSync(log, '');
  writeFileSync(path.join(folder, 'code'), `#!/bin/sh\necho "$@" >> '${log}'\n`, { mode: 0o755 });
  return { folder, calls: () => readFileSync(log, 'utf8') };
}

/** Without our own tools on the PATH, and with this `code` alone. */
function newcomerEnvironment(code: string): NodeJS.ProcessEnv {
  const own = path.join(ROOT, 'node_modules');
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const kept = folders.filter((folder) => !folder.startsWith(own) && !existsSync(path.join(folder, 'code')));
  const { npm_config_local_prefix: _prefix, INIT_CWD: _cwd, ...rest } = process.env;
  return { ...rest, PATH: [code, ...kept].join(path.delimiter) };
}

function demand(text: string, pattern: RegExp): string {
  const found = find(text, pattern);
  if (found === undefined) throw new Error(`npm start did not print ${String(pattern)}:\n${text}`);
  return found;
}

function find(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}
