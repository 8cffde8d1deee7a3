import type { ExecutionQuery } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';

export interface ExecutionRow {
  readonly id: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly token_id: string | null;
  readonly token_name: string | null;
  readonly path: string;
  readonly environment: string | null;
  readonly commit_id: string;
  readonly model: string;
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly cached: boolean;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly usage: unknown;
  readonly attempts: number;
  /** Nano-dollars, as text; null where nobody knows. */
  readonly cost_nano: string | null;
  readonly unpriced: boolean;
  readonly latency_ms: number | null;
  readonly time_to_first_token_ms: number | null;
  readonly error_code: string | null;
  readonly started_at: Date;
}

export interface AttemptRow {
  readonly model: string;
  readonly cost_nano: string | null;
  readonly latency_ms: number | null;
  readonly time_to_first_token_ms: number | null;
  readonly wait_ms: number | null;
  readonly error_code: string | null;
}

export type ExecutionFilter = Omit<ExecutionQuery, 'cursor' | 'limit'>;

/** Clocks of hubs, which make the ids, and of the database may differ by so much. */
const CLOCKS_MS = 3_600_000;

/** What the database compares for each filter; `$` stands for the value. */
const FILTERS = {
  path: 'e.path = $',
  environment: 'e.environment = $',
  model: 'e.model = $',
  status: 'e.status = $',
  errorCode: 'e.error_code = $',
  user: 'e.user_id = $',
  key: 'e.token_id = $',
  since: 'e.started_at >= $',
  until: 'e.started_at < $',
} satisfies Record<keyof ExecutionFilter, string>;

/** Newest first: ids of version 7 are in the order of time. */
export async function findExecutions(
  manager: EntityManager,
  projectId: string,
  { filter, before, limit }: { filter: ExecutionFilter; before: string | undefined; limit: number },
): Promise<ExecutionRow[]> {
  const values: unknown[] = [projectId];
  const bound = (text: string, value: unknown): string => text.replace('$', `$${values.push(value)}`);
  const { since, until } = filter;
  const conditions = [
    ...(before === undefined ? [] : [bound('e.id < $', before)]),
    ...(since === undefined ? [] : [bound('e.id >= $', idAt(Date.parse(since) - CLOCKS_MS))]),
    ...(until === undefined ? [] : [bound('e.id < $', idAt(Date.parse(until) + CLOCKS_MS))]),
    ...Object.entries(FILTERS).flatMap(([name, text]) => {
      const value = filter[name as keyof typeof FILTERS];
      return value === undefined ? [] : [bound(text, value)];
    }),
  ];
  const where = ['e.project_id = $1', ...conditions].join(' AND ');
  return manager.query<ExecutionRow[]>(
    rowsOf(`SELECT * FROM executions e WHERE ${where} ORDER BY e.id DESC ${bound('LIMIT $', limit)}`),
    values,
  );
}

export async function findExecution(
  manager: EntityManager,
  projectId: string,
  id: string,
): Promise<ExecutionRow | undefined> {
  const one = rowsOf('SELECT * FROM executions e WHERE e.project_id = $1 AND e.id = $2');
  const [row] = await manager.query<ExecutionRow[]>(one, [projectId, id]);
  return row;
}

export async function findAttempts(manager: EntityManager, id: string): Promise<AttemptRow[]> {
  return manager.query<AttemptRow[]>(
    `SELECT model, cost_nano, latency_ms, time_to_first_token_ms, wait_ms, error_code
     FROM execution_attempts WHERE execution_id = $1 ORDER BY number`,
    [id],
  );
}

/** Of an attempt of which nobody knows what it cost, what was reserved for it counts. */
function rowsOf(executions: string): string {
  return `
    SELECT e.id, e.user_id, u.name AS user_name, e.token_id, t.name AS token_name, e.path, e.environment, e.commit_id, e.model,
      e.status, e.cached, e.input_tokens, e.output_tokens, e.usage, a.*, e.latency_ms, e.time_to_first_token_ms, e.error_code,
      e.started_at
    FROM (${executions}) e
    JOIN users u ON u.id = e.user_id
    LEFT JOIN personal_tokens t ON t.id = e.token_id
    CROSS JOIN LATERAL (
      SELECT count(*)::integer AS attempts, coalesce(bool_or(unpriced), false) AS unpriced,
        CASE WHEN bool_or(cost_nano IS NULL AND reserved_nano IS NULL) THEN NULL
          ELSE coalesce(sum(coalesce(cost_nano, reserved_nano)), 0) END AS cost_nano
      FROM execution_attempts WHERE execution_id = e.id) a
    ORDER BY e.id DESC`;
}

/** The least id of version 7 of that time, milliseconds since 1970. */
function idAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
