import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ArmGiven } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { storedCount } from '../spending/stored-count';
import type { GivenArm } from './running-experiment';
import { type CallRow, writeCalls } from './write-observations';

/** A call that was made for an arm, when it has ended. */
export interface ObservedCall {
  readonly executionId: string;
  readonly given: GivenArm;
  /** Undefined when nobody knows. */
  readonly costUsd: number | undefined;
  readonly latencyMs: number;
  readonly tokens: number | undefined;
  readonly failed: boolean;
}

const MOST_WAITING = 20_000;
const BATCH = 1000;
const GATHER_MS = 50;
const RETRY_MS = 1000;

/**
 * Who was shown which arm by the hub's own calls, and what those came to. Written in batches behind the caller's back: no call waits for
 * it. What the database does not take in time is lost, of whatever arm, and counted as such.
 */
@Injectable()
export class CallObservations implements OnApplicationShutdown {
  readonly #logger = new Logger(CallObservations.name);
  readonly #waiting: ObservedCall[] = [];
  readonly #lost = new Map<string, number>();
  #writing: Promise<void> | undefined;
  #stopping = false;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  add(call: ObservedCall): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(call);
    else this.#lost.set(call.given.id, (this.#lost.get(call.given.id) ?? 0) + 1);
    this.#writing ??= this.#write();
  }

  /** Returns when all that was said before is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    await this.flush();
  }

  /** The arms that these executions were made for; others are not there. */
  async armsOf(executionIds: readonly string[]): Promise<ReadonlyMap<string, ArmGiven>> {
    const rows = await this.dataSource.query<{ execution_id: string; id: string; arm: string }[]>(
      `SELECT c.execution_id, e.id, e.arms -> c.arm ->> 'name' AS arm
       FROM experiment_calls c JOIN experiments e ON e.id = c.experiment_id WHERE c.execution_id = ANY ($1)`,
      [executionIds],
    );
    return new Map(rows.map(({ execution_id, id, arm }) => [execution_id, { id, arm }]));
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (!this.#stopping) await delay(GATHER_MS);
      const calls = this.#waiting.slice(0, BATCH);
      const lost = [...this.#lost];
      try {
        const lostRows = lost.map(([experiment_id, count]) => ({ experiment_id, count }));
        await this.dataSource.transaction((manager) => writeCalls(manager, calls.map(callRow), lostRows));
        this.#waiting.splice(0, calls.length);
        this.#told(lost);
      } catch (error) {
        this.#logger.warn(`What calls of experiments came to waits for the database: ${String(error)}`);
        if (this.#stopping) break;
        await delay(RETRY_MS);
      }
    }
    this.#writing = undefined;
  }

  /** More may have been lost meanwhile. */
  #told(lost: readonly (readonly [id: string, count: number])[]): void {
    for (const [id, count] of lost) {
      const left = (this.#lost.get(id) ?? 0) - count;
      if (left > 0) this.#lost.set(id, left);
      else this.#lost.delete(id);
    }
  }
}

function callRow({ executionId, given, costUsd, latencyMs, tokens, failed }: ObservedCall): CallRow {
  return {
    ...{ execution_id: executionId, experiment_id: given.id, subject: given.subject, arm: given.index },
    ...{ cost_usd: costUsd, latency_ms: latencyMs, failed },
    tokens: tokens === undefined ? undefined : storedCount(tokens),
  };
}
