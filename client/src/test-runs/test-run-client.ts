import * as protocol from '@prompthub/protocol';
import type { z } from 'zod';
import { allPages, type PageOptions } from '../listing';
import type { Following, ProjectListener } from '../live/project-follower';
import type { Transport } from '../transport';
import { lookUntilEnded, type WaitOptions } from './look-until-ended';
import { reportOfRun } from './report-of-run';

interface SignalOption {
  readonly signal?: AbortSignal;
}

/** Which runs are to be listed. */
export interface TestRunFilter extends PageOptions {
  /** Of what it names now. */
  readonly ref?: string;
  readonly status?: protocol.TestRunStatus;
  /** Of the prompt. */
  readonly path?: string;
}

/** A report with its results may be megabytes. */
const REPORT_MS = 60_000;

/** Runs of tests in one project: those of the hub, and those that were reported to it. */
export class TestRunClient {
  readonly #transport: Transport;
  readonly #follow: (listener: ProjectListener) => Following;
  readonly #path: string;

  /** `path` is the project's. */
  constructor(transport: Transport, path: string, follow: (listener: ProjectListener) => Following) {
    this.#transport = transport;
    this.#follow = follow;
    this.#path = `${path}/test-runs`;
  }

  /** Newest first. */
  list({ signal, ...query }: TestRunFilter = {}): Promise<protocol.TestRunPage> {
    return this.#transport.json({ path: this.#path, query, signal }, protocol.testRunPage);
  }

  /** Lets the hub run the tests of a version; it answers when the run waits for its turn. */
  start(body: protocol.StartTestRun, { signal }: SignalOption = {}): Promise<protocol.TestRun> {
    return this.#transport.json({ method: 'POST', path: this.#path, body, signal }, protocol.testRun);
  }

  /** Tells the hub of a run that was made elsewhere. Its prompts are named by their paths in the project. */
  report(
    body: z.input<typeof protocol.reportTestRun>,
    { signal }: SignalOption = {},
  ): Promise<protocol.TestRun> {
    const request = { method: 'POST', path: `${this.#path}/reports`, body, signal } as const;
    return this.#transport.json({ ...request, timeoutMs: REPORT_MS }, protocol.testRun);
  }

  get(id: string, { signal }: SignalOption = {}): Promise<protocol.TestRun> {
    return this.#transport.json({ path: this.#sub(id), signal }, protocol.testRun);
  }

  /** In the order of the run: those that have ended. */
  results(
    id: string,
    { signal, ...query }: PageOptions & { status?: protocol.TestStatus } = {},
  ): Promise<protocol.TestResultPage> {
    return this.#transport.json({ path: this.#sub(id, 'results'), query, signal }, protocol.testResultPage);
  }

  /** The whole run, as a report is made of it. */
  async reportOf(id: string, { signal }: SignalOption = {}): Promise<protocol.TestReport> {
    const run = await this.get(id, { signal });
    const results: protocol.KeptTestResult[] = [];
    for await (const result of allPages((cursor) => this.results(id, { cursor, limit: 200, signal })))
      results.push(result);
    return reportOfRun(run, results);
  }

  /** The run when it has ended. It is looked at when the hub tells that it got on, and every few seconds. */
  ended(id: string, options: WaitOptions = {}): Promise<protocol.TestRun> {
    const { signal } = options;
    return lookUntilEnded({ id, look: () => this.get(id, { signal }), follow: this.#follow }, options);
  }

  /** @throws HubError with code `test-run-ended` */
  cancel(id: string): Promise<protocol.TestRun> {
    return this.#transport.json({ method: 'POST', path: this.#sub(id, 'cancel') }, protocol.testRun);
  }

  /** Owners and admins only. */
  delete(id: string): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: this.#sub(id) });
  }

  #sub(...parts: string[]): string {
    return [this.#path, ...parts.map(encodeURIComponent)].join('/');
  }
}
