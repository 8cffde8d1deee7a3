import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { TokenUsage } from '@prompthub/engine';
import type { DataSource } from 'typeorm';
import { uuidV7 } from '../common/uuid';

export interface StartedExecution {
  readonly projectId: string;
  readonly userId: string;
  readonly path: string;
  readonly commit: string;
  readonly model: string;
}

export interface Settlement {
  readonly status: 'succeeded' | 'failed';
  readonly usage: TokenUsage | undefined;
  /** US dollars; undefined when the model has no known price, or nothing is known of the usage. */
  readonly costUsd: number | undefined;
  /** Undefined when nothing was used. */
  readonly priced: boolean | undefined;
  readonly latencyMs: number;
  readonly errorCode: string | undefined;
}

export interface ExecutionRow {
  readonly id: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly path: string;
  readonly commit_id: string;
  readonly model: string;
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number | null;
  readonly priced: boolean | null;
  readonly latency_ms: number | null;
  readonly error_code: string | null;
  readonly started_at: Date;
}

const HEARTBEAT_MS = 10_000;
/** A hub that has not spoken for this long has died, and will not settle what it began. */
const DEAD_AFTER = '45 seconds';

/**
 * The usage records. One is on disk before its call begins, so that no crash hides money spent; those of a hub that has
 * died are settled as failed by any other, or by the next one that starts.
 */
@Injectable()
export class ExecutionRecords implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #instance = randomUUID();
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.settleAbandoned();
    this.#timer = setInterval(() => void this.#tick().catch(() => undefined), HEARTBEAT_MS);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async start(execution: StartedExecution): Promise<string> {
    const id = uuidV7();
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SET LOCAL synchronous_commit = on');
      await manager.query(
        `INSERT INTO executions (id, project_id, user_id, path, commit_id, model, status, hub_instance, started_at, alive_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'running', $7, now(), now())`,
        [
          id,
          execution.projectId,
          execution.userId,
          execution.path,
          execution.commit,
          execution.model,
          this.#instance,
        ],
      );
    });
    this.#running++;
    return id;
  }

  /** Once for each `start`. Also corrects a record that another hub took for abandoned. */
  async settle(id: string, settlement: Settlement): Promise<void> {
    this.#running--;
    const { status, usage, costUsd, priced, latencyMs, errorCode } = settlement;
    await this.dataSource.query(
      `UPDATE executions SET status = $2, input_tokens = $3, output_tokens = $4, usage = $5, cost_usd = $6, priced = $7,
         latency_ms = $8, error_code = $9, settled_at = now()
       WHERE id = $1`,
      [
        id,
        status,
        usage?.inputTokens ?? 0,
        usage?.outputTokens ?? 0,
        usage === undefined ? null : JSON.stringify(usage),
        costUsd ?? null,
        priced ?? null,
        latencyMs,
        errorCode ?? null,
      ],
    );
  }

  /** Newest first: ids of version 7 are in the order of time. */
  async list(
    projectId: string,
    query: { before: string | undefined; limit: number },
  ): Promise<ExecutionRow[]> {
    return this.dataSource.query<ExecutionRow[]>(
      `SELECT e.id, e.user_id, u.name AS user_name, e.path, e.commit_id, e.model, e.status, e.input_tokens, e.output_tokens,
         e.cost_usd, e.priced, e.latency_ms, e.error_code, e.started_at
       FROM executions e JOIN users u ON u.id = e.user_id
       WHERE e.project_id = $1 AND ($2::uuid IS NULL OR e.id < $2) ORDER BY e.id DESC LIMIT $3`,
      [projectId, query.before ?? null, query.limit],
    );
  }

  /** Settles what hubs that have died left behind. */
  async settleAbandoned(): Promise<void> {
    await this.dataSource.query(
      `UPDATE executions SET status = 'failed', error_code = 'hub-stopped', settled_at = now()
       WHERE status = 'running' AND alive_at < now() - $1::interval`,
      [DEAD_AFTER],
    );
  }

  async #tick(): Promise<void> {
    if (this.#running > 0) {
      await this.dataSource.query(
        `UPDATE executions SET alive_at = now() WHERE status = 'running' AND hub_instance = $1`,
        [this.#instance],
      );
    }
    await this.settleAbandoned();
  }
}
