import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

const HEARTBEAT_MS = 10_000;

/**
 * That this hub lives, told to the others; and what those left behind that no longer do. A hub that has not spoken for 45 seconds
 * (by the database's clock) is taken for dead: whoever notices settles its attempts at what was reserved for them. Where it lives
 * after all, what it writes itself counts in the end.
 */
@Injectable()
export class HubLife implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Of this process, made anew at each start. */
  readonly id = randomUUID();
  readonly #logger = new Logger(HubLife.name);
  #timer: NodeJS.Timeout | undefined;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.settleAbandoned();
    this.#timer = setInterval(() => void this.#tick(), HEARTBEAT_MS);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Settles what hubs that have died left behind. */
  async settleAbandoned(): Promise<void> {
    await this.dataSource.query(SETTLE_ABANDONED);
    await this.dataSource.query(FORGET_HUBS);
  }

  async #tick(): Promise<void> {
    try {
      await this.dataSource.query(HEARTBEAT, [this.id]);
      await this.settleAbandoned();
    } catch (error) {
      this.#logger.warn(
        `What is running could not be looked after, and will be in a moment: ${String(error)}`,
      );
    }
  }
}

/** Nothing is written while nothing runs. */
const HEARTBEAT = `
  UPDATE execution_hubs h SET alive_at = now() WHERE h.id = $1 AND (
    EXISTS (SELECT FROM executions e WHERE e.status = 'running' AND e.hub_instance = h.id)
    OR EXISTS (SELECT FROM execution_attempts a JOIN executions e ON e.id = a.execution_id
      WHERE a.settled_at IS NULL AND e.hub_instance = h.id))`;

const IS_DEAD = `NOT EXISTS (
  SELECT FROM execution_hubs h WHERE h.id = e.hub_instance AND h.alive_at > now() - interval '45 seconds')`;

/** A thousand at a time: it locks what it settles. */
const SETTLE_ABANDONED = `
  SELECT spending_settle(coalesce(attempts, '[]'), coalesce(ends, '[]'), true)
  FROM (
    SELECT (SELECT jsonb_agg(open) FROM (
        SELECT a.execution_id, a.number, a.wait_ms, 'hub-stopped' AS error_code
        FROM execution_attempts a JOIN executions e ON e.id = a.execution_id
        WHERE a.settled_at IS NULL AND ${IS_DEAD} LIMIT 1000) open) AS attempts,
      (SELECT jsonb_agg(open) FROM (
        SELECT e.id, 'failed' AS status, 'hub-stopped' AS error_code
        FROM executions e WHERE e.status = 'running' AND ${IS_DEAD} LIMIT 1000) open) AS ends
  ) abandoned
  WHERE attempts IS NOT NULL OR ends IS NOT NULL`;

const FORGET_HUBS = `DELETE FROM execution_hubs WHERE alive_at < now() - interval '1 day'`;
