import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import type { Redis } from 'ioredis';
import { endWithUs } from './end-with-us';
import { freePort } from './free-port';

const program = process.env['PROMPTHUB_TEST_REDIS'];

/**
 * Tests that need a Redis. Where the machine has none they are skipped, which is said; in continuous integration that is a failure.
 * `node scripts/redis/setup.mjs` looks for one.
 */
export function describeWithRedis(name: string, tests: () => void): void {
  if (program !== undefined) return describe(name, tests);
  if (process.env['CI'] === 'true')
    return describe(name, () => test('there is a redis-server', () => expect(program).toBeDefined()));
  console.info(`skipped: ${name} (this machine has no redis-server; name it in PROMPTHUB_REDIS_SERVER)`);
  describe.skip(name, tests);
}

/** What a command may take in tests, where a busy machine must not look like a slow Redis. */
export const PATIENCE_MS = 10_000;

/** Waits until a client is connected, however often it fails before, and makes it patient. */
export async function whenReady(client: Redis): Promise<void> {
  Object.assign(client.options, { commandTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS });
  if (client.status !== 'ready') await new Promise((resolve) => client.once('ready', resolve));
}

/** A Redis of one's own that keeps nothing when it ends; always at the same address. */
export class RedisServer {
  #process: ChildProcess | undefined;
  #watchdog = (): void => undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Empty, after `kill`. */
  async restart(): Promise<void> {
    if (program === undefined) throw new Error('no redis-server');
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn(program, settings, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    if (child.pid !== undefined) this.#watchdog = endWithUs(child.pid, 'kill -KILL "$0" 2> /dev/null');
    for await (const line of createInterface({ input: child.stdout }))
      if (line.includes('Ready to accept connections')) break;
    child.stdout.resume();
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
  }

  /** `kill -9`, and gone when this returns. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    this.#watchdog();
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** As slow as can be: connections stand and new ones are accepted, and nothing is answered until `thaw`. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }
}
