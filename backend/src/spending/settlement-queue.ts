import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { errorCode } from '../common/error-code';
import { prepared } from '../database/prepared';
import { databaseJson } from './database-json';
import type { EndedAttempt, EndedExecution, StartedAttempt, StartedExecution } from './execution-ledger';
import { HubLife } from './hub-life';
import { toNano } from './money';
import { storedCount } from './stored-count';

interface SettlementRow extends Record<string, unknown> {
  readonly execution_id: string;
  readonly number: number;
}

interface EndRow extends Record<string, unknown> {
  readonly id: string;
}

/** What is to be written together, of one execution. */
interface Entry {
  /** An execution of which there is no record yet. */
  readonly created?: object;
  /** An attempt that perhaps was not recorded, and must not be any more. */
  readonly withdrawn?: object;
  readonly settlement?: SettlementRow;
  readonly end?: EndRow;
}

const MOST_ENTRIES = 50_000;
const BATCH = 500;
/** Batches gather for so long: each goes to disk once, and who wants to begin waits while it holds the counters. */
const GATHER_MS = 50;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 10_000;
/** So long a hub that shuts down waits for its database. What is left then is settled by another hub, at what was reserved. */
const SHUTDOWN_MS = 10_000;

/**
 * What became of attempts and executions, on its way to the database: in batches, in order, and again until it is there. All of it
 * says what is, not what changes, so that a batch whose answer was lost can be written twice.
 */
@Injectable()
export class SettlementQueue implements OnApplicationShutdown {
  readonly #logger = new Logger(SettlementQueue.name);
  readonly #entries: Entry[] = [];
  readonly #stopped = new AbortController();
  #writing: Promise<void> | undefined;
  #dropped = 0;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly life: HubLife,
  ) {}

  /** So much waits for the database that nothing more may begin. */
  get full(): boolean {
    return this.#entries.length >= MOST_ENTRIES;
  }

  settle(executionId: string, attempt: EndedAttempt): void {
    this.#add({ settlement: settlementRow(executionId, attempt) });
  }

  finish(executionId: string, end: EndedExecution): void {
    this.#add({ end: endRow(executionId, end) });
  }

  /** Of which no attempt was let in. */
  record(execution: StartedExecution, end: EndedExecution, cached: boolean): void {
    if (this.full) {
      if (this.#dropped++ === 0)
        this.#logger.error('Too much waits for the database: what costs nothing goes unrecorded.');
      return;
    }
    this.#add({ created: executionRow(execution, this.life.id, cached), end: endRow(execution.id, end) });
  }

  /** Of an attempt nobody knows whether it was recorded: from now on it is, as one that never went out. */
  withdraw(execution: StartedExecution, { number, model }: StartedAttempt): void {
    const { id } = execution;
    this.#add({
      created: executionRow(execution, this.life.id, false),
      withdrawn: { execution_id: id, number, model },
      settlement: { ...settlementRow(id, NEVER_WENT_OUT), number },
      end: endRow(id, {
        status: 'failed',
        usage: undefined,
        latencyMs: 0,
        errorCode: NEVER_WENT_OUT.errorCode,
      }),
    });
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async onApplicationShutdown(): Promise<void> {
    const impatience = setTimeout(() => this.#stopped.abort(), SHUTDOWN_MS);
    await this.flush();
    clearTimeout(impatience);
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    const { signal } = this.#stopped;
    let retryMs = FIRST_RETRY_MS;
    let size = BATCH;
    while (this.#entries.length > 0 && !signal.aborted) {
      await delay(GATHER_MS);
      const batch = this.#entries.slice(0, size);
      try {
        await this.#writeBatch(batch);
        this.#entries.splice(0, batch.length);
        [retryMs, size] = [FIRST_RETRY_MS, BATCH];
      } catch (error) {
        if (!isRefused(error)) {
          if (retryMs === FIRST_RETRY_MS)
            this.#logger.warn(`Settling waits for the database: ${String(error)}`);
          await delay(retryMs, undefined, { signal }).catch(() => undefined);
          retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
        } else if (batch.length > 1) size = Math.ceil(batch.length / 2);
        else {
          this.#entries.shift();
          this.#logger.error(`The database refuses a settlement, which is left out: ${String(error)}`);
        }
      }
    }
    // At once, with nothing in between: what is added now begins anew.
    this.#writing = undefined;
  }

  async #writeBatch(batch: readonly Entry[]): Promise<void> {
    const created = batch.flatMap(({ created }) => created ?? []);
    if (created.length > 0) await prepared(this.dataSource, CREATE, [databaseJson(created)]);
    const withdrawn = batch.flatMap(({ withdrawn }) => withdrawn ?? []);
    if (withdrawn.length > 0) await prepared(this.dataSource, WITHDRAW, [databaseJson(withdrawn)]);
    // The last word counts, should there be two of the same.
    const settlements = new Map(
      batch.flatMap(({ settlement: each }) => (each ? [[`${each.execution_id} ${each.number}`, each]] : [])),
    );
    const ends = new Map(batch.flatMap(({ end }) => (end ? [[end.id, end]] : [])));
    await prepared(this.dataSource, SETTLE, [
      databaseJson([...settlements.values()]),
      databaseJson([...ends.values()]),
    ]);
    await prepared(this.dataSource, FLUSH, []);
  }
}

const NEVER_WENT_OUT = { number: 0, latencyMs: 0, waitMs: 0, costUsd: 0, errorCode: 'not-recorded' };

const CREATE = {
  name: 'spending.create',
  text: `INSERT INTO executions (id, project_id, user_id, token_id, path, environment, commit_id, model, cached, status, hub_instance,
      started_at)
    SELECT id, project_id, user_id, token_id, path, environment, commit_id, model, cached, 'running', hub_instance, now()
    FROM jsonb_populate_recordset(NULL::executions, $1) ON CONFLICT (id) DO NOTHING`,
};
const WITHDRAW = {
  name: 'spending.withdraw',
  text: `INSERT INTO execution_attempts (execution_id, number, model, reserved_nano)
    SELECT execution_id, number, model, 0 FROM jsonb_populate_recordset(NULL::execution_attempts, $1)
    ON CONFLICT (execution_id, number) DO NOTHING`,
};
const SETTLE = { name: 'spending.settle', text: 'SELECT spending_settle($1, $2, false)' };
const FLUSH = { name: 'spending.flush', text: 'SELECT spending_flush()' };

/**
 * Values that do not fit, break a rule or are too many (SQLSTATE classes 22, 23 and 54), or for which a string has no room: they
 * will be so next time too, unless they are fewer.
 */
function isRefused(error: unknown): boolean {
  return error instanceof RangeError || /^(?:2[23]|54)\w{3}$/.test(errorCode(error) ?? '');
}

function executionRow(
  { id, spender, commit, model }: StartedExecution,
  hub: string,
  cached: boolean,
): object {
  return {
    id,
    project_id: spender.projectId,
    user_id: spender.userId,
    token_id: spender.tokenId,
    path: spender.path,
    environment: spender.environment,
    commit_id: commit,
    model,
    cached,
    hub_instance: hub,
  };
}

function settlementRow(execution_id: string, attempt: EndedAttempt): SettlementRow {
  const { number, costUsd, unpriced, latencyMs, timeToFirstTokenMs, waitMs, errorCode } = attempt;
  return {
    execution_id,
    number,
    cost_nano: costUsd === undefined ? undefined : toNano(costUsd),
    unpriced: unpriced ?? false,
    latency_ms: latencyMs,
    time_to_first_token_ms: timeToFirstTokenMs,
    wait_ms: waitMs,
    error_code: errorCode,
  };
}

function endRow(id: string, end: EndedExecution): EndRow {
  const { status, model, usage, latencyMs, timeToFirstTokenMs, errorCode } = end;
  return {
    id,
    status,
    model,
    input_tokens: storedCount(usage?.inputTokens),
    output_tokens: storedCount(usage?.outputTokens),
    usage,
    latency_ms: latencyMs,
    time_to_first_token_ms: timeToFirstTokenMs,
    error_code: errorCode,
  };
}
