import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Stores } from './limited';

export interface Order {
  readonly store: 'postgres' | 'redis';
  readonly organization: string;
  readonly calls: number;
  /** Milliseconds that each stays at most; without, none leaves. */
  readonly stay?: number;
}

/** When calls were let in, and when they left or their process died, on a clock that all callers share. */
interface Calls {
  readonly entered: bigint[];
  readonly left: bigint[];
}

/** A process of its own that calls, to be killed. */
export class Caller {
  readonly #process: ChildProcess;
  readonly #isGone: Promise<unknown>;
  #calls: Calls = { entered: [], left: [] };
  #heard: () => void = () => undefined;

  private constructor(stores: Stores) {
    const flags = ['--conditions=prompthub-source', '--disable-warning=ExperimentalWarning'];
    const register = ['--require', path.join(__dirname, '..', 'swc-register.cjs')];
    const child = spawn(process.execPath, [...flags, ...register, path.join(__dirname, 'caller.main.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], STORES: JSON.stringify(stores) },
    });
    this.#process = child;
    this.#isGone = once(child, 'close');
    createInterface({ input: child.stdout }).on('line', (line) => this.#hears(line));
  }

  static async start(stores: Stores): Promise<Caller> {
    const caller = new Caller(stores);
    await caller.#waits();
    return caller;
  }

  /** All at once; returns when each was refused, or was let in and, with `stay`, has left; or when the process was killed. */
  async call(order: Order): Promise<Calls> {
    const calls: Calls = { entered: [], left: [] };
    this.#calls = calls;
    const done = this.#waits();
    this.#process.stdin?.write(`${JSON.stringify(order)}\n`);
    await done;
    return calls;
  }

  /** `kill -9`: the calls that are inside end now. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    const killed = process.hrtime.bigint();
    await this.#isGone;
    const { entered, left } = this.#calls;
    while (left.length < entered.length) left.push(killed);
  }

  #hears(line: string): void {
    const [sign, moment = ''] = line.split(' ');
    if (sign === '+') this.#calls.entered.push(BigInt(moment));
    else if (sign === '-') this.#calls.left.push(BigInt(moment));
    else this.#heard();
  }

  async #waits(): Promise<void> {
    await Promise.race([new Promise<void>((heard) => (this.#heard = heard)), this.#isGone]);
  }
}

/** How many were inside at the same time. */
export function mostAtOnce(all: readonly Calls[]): number {
  const moments = all.flatMap(({ entered, left }) => [
    ...entered.map((at) => ({ at, change: 1 })),
    ...left.map((at) => ({ at, change: -1 })),
  ]);
  // Who leaves at the moment at which another enters, left before.
  moments.sort((one, other) => Number(one.at - other.at) || one.change - other.change);
  let inside = 0;
  return Math.max(...moments.map(({ change }) => (inside += change)));
}
