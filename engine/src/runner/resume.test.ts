import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { startPlainServer, type PlainServer } from '../providers/testing/wire-server';
import { textFrames } from '../providers/testing/wire-frames';
import { WIRES } from '../providers/testing/wire-server';

const LOCAL = WIRES[2];

/** A model that counts how often it was asked each question, and calls when so many came. */
class CountingModel {
  readonly asked = new Map<string, number>();
  #server: PlainServer | undefined;
  #total = 0;
  #waiting: { readonly count: number; readonly reached: () => void } | undefined;

  async start(): Promise<string> {
    this.#server = await startPlainServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const question = /Question \d+/.exec(body)?.[0] ?? body;
        this.asked.set(question, (this.asked.get(question) ?? 0) + 1);
        if (++this.#total === this.#waiting?.count) this.#waiting.reached();
        const { head, pieces, tail } = textFrames(LOCAL, [question, ' answered']);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        setTimeout(() => response.end(head + pieces.join('') + tail), 2);
      });
    });
    return this.#server.url;
  }

  reaches(count: number): Promise<void> {
    return new Promise((reached) => (this.#waiting = { count, reached }));
  }

  stop(): Promise<void> | undefined {
    return this.#server?.stop();
  }
}

let folder: string;
const model = new CountingModel();
let url: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'prompthub-resume-'));
  url = await model.start();
});
afterAll(async () => {
  await model.stop();
  rmSync(folder, { recursive: true, force: true });
});

function longRun(): ChildProcess {
  const loader = path.join(__dirname, 'testing/swc-register.cjs');
  const program = path.join(__dirname, 'testing/long-run.main.ts');
  return spawn(
    process.execPath,
    [
      ...['--conditions=prompthub-source', '--require', loader, program],
      url,
      path.join(folder, 'answers.jsonl'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

test('a run of 500 tests that is killed goes on without asking anything twice', async () => {
  for (const count of [120, 300]) {
    const reached = model.reaches(count);
    const killed = longRun();
    const gone = once(killed, 'exit');
    await Promise.race([
      reached,
      gone.then(() => Promise.reject(new Error('It ended before it was killed.'))),
    ]);
    killed.kill('SIGKILL');
    await gone;
  }

  const last = longRun();
  const results: unknown = JSON.parse(await text(last.stdout ?? process.stdin));
  const all = results as { status: string; error?: string }[];
  const passed = all.filter(({ status }) => status === 'passed');
  const refused = all.filter(({ status, error }) => status === 'errored' && error?.includes('--ask-again'));
  expect(all).toHaveLength(500);
  expect(passed.length + refused.length).toBe(500);
  // Those that were under way when it was killed, at most as many as it asked at a time; and nothing was asked twice.
  expect(refused.length).toBeLessThanOrEqual(2 * 8);
  expect([...model.asked.values()].filter((times) => times > 1)).toEqual([]);
  expect(model.asked.size).toBeGreaterThanOrEqual(passed.length);
}, 60_000);
