import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { HubSettings } from '../src/config/hub-config';

/** A hub in a process of its own, to be killed. */
export class ChildHub {
  private constructor(
    readonly url: string,
    readonly process: ChildProcess,
  ) {}

  static async start(
    settings: HubSettings,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ChildHub> {
    const child = spawn(
      process.execPath,
      [
        '--conditions=prompthub-source',
        '--disable-warning=ExperimentalWarning',
        '--require',
        path.join(__dirname, 'swc-register.cjs'),
        path.join(__dirname, 'child-hub.main.ts'),
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...environment, PATH: process.env.PATH, HUB_SETTINGS: JSON.stringify(settings, keysAsHex) },
      },
    );
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(() =>
      Promise.reject(new Error('the hub ended before it listened')),
    );
    const [url] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    ended.catch(() => undefined);
    return new ChildHub(url, child);
  }

  /** `kill -9`, and gone when this returns. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }
}

function keysAsHex(_key: string, value: unknown): unknown {
  const isBuffer = typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
  return isBuffer && 'data' in value ? { hex: Buffer.from(value.data as number[]).toString('hex') } : value;
}
