import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import { prepared } from '../database/prepared';
import { type CallCounts, COUNTER, HELD_FOR_MS, type HeldCall } from './call-counts';

/** Counts in the database, by one statement for each question. */
export class PostgresCounts implements CallCounts {
  readonly #minutes: RateLimiterPostgres;

  constructor(private readonly dataSource: DataSource) {
    this.#minutes = new RateLimiterPostgres({
      ...COUNTER,
      storeClient: dataSource,
      storeType: 'typeorm',
      tableName: 'rate_limit_windows',
      tableCreated: true,
      clearExpiredByTimeout: true,
    });
  }

  async add(minute: string, points: number): Promise<number> {
    return (await this.#minutes.penalty(minute, points)).consumedPoints;
  }

  async hold({ id, key }: HeldCall, most: number): Promise<boolean> {
    const [row] = await prepared<{ held: boolean }>(this.dataSource, HOLD, [id, key, most, LASTING]);
    return row?.held === true;
  }

  async renew(calls: readonly HeldCall[]): Promise<void> {
    const ids = calls.map(({ id }) => id);
    const keys = calls.map(({ key }) => key);
    await this.dataSource.query(RENEW, [ids, keys, LASTING]);
    await this.dataSource.query(SWEEP);
  }

  async release({ id }: HeldCall): Promise<void> {
    await prepared(this.dataSource, RELEASE, [id]);
  }
}

const LASTING = `${HELD_FOR_MS} milliseconds`;

const HOLD = {
  name: 'rate-limits.hold',
  text: 'SELECT hold_parallel_call($1, $2, $3, $4::interval) AS held',
};

const RELEASE = { name: 'rate-limits.release', text: 'DELETE FROM parallel_calls WHERE id = $1' };

const RENEW = `INSERT INTO parallel_calls (id, key, expires_at)
  SELECT id, key, clock_timestamp() + $3::interval FROM unnest($1::uuid[], $2::text[]) AS call (id, key)
  ON CONFLICT (id) DO UPDATE SET expires_at = EXCLUDED.expires_at`;

/** Passes by what another hub, which was thought dead, renews at this moment. */
const SWEEP = `DELETE FROM parallel_calls WHERE id IN (
  SELECT id FROM parallel_calls WHERE expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED)`;
