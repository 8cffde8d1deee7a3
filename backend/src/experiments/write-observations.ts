import type { EntityManager } from 'typeorm';
import { databaseJson } from '../spending/database-json';

/** A row of `experiment_calls`. */
export interface CallRow {
  readonly execution_id: string;
  readonly experiment_id: string;
  readonly subject: string;
  readonly arm: number;
  readonly cost_usd: number | undefined;
  readonly latency_ms: number;
  readonly tokens: number | undefined;
  readonly failed: boolean;
}

export interface ExposureRow {
  readonly experiment_id: string;
  readonly subject: string;
  readonly arm: number;
}

export interface OutcomeRow {
  readonly experiment_id: string;
  readonly id: string;
  readonly metric: string;
  readonly subject: string;
  readonly value: number;
  /** Undefined when the key is not in the experiment (any more): it counts if it was shown its arm before. */
  readonly arm: number | undefined;
}

export interface LostRow {
  readonly experiment_id: string;
  readonly count: number;
}

/*
 * Each works in the transaction that it is given. It adds to the observations, and to the sums of their keys what it did add: a batch
 * that comes twice changes nothing. All hold the rows of their keys first, in the order of the keys, so that nobody waits in a circle,
 * and whoever comes second sees what the first one wrote: an outcome beside the first exposure of its key is counted by one of the two.
 */

export async function writeCalls(
  manager: EntityManager,
  calls: readonly CallRow[],
  lost: readonly LostRow[],
): Promise<void> {
  await expose(manager, await manager.query<Key[]>(CALLS, [databaseJson(calls)]));
  await addLost(manager, lost);
}

/** @returns keys that were not known to be exposed. */
export async function writeExposures(
  manager: EntityManager,
  exposures: readonly ExposureRow[],
  lost: readonly LostRow[],
): Promise<number> {
  const added = await manager.query<(Key & { waiting: boolean })[]>(EXPOSURES, [databaseJson(exposures)]);
  await expose(
    manager,
    added.filter(({ waiting }) => waiting),
  );
  await addLost(manager, lost);
  return added.length;
}

/** @returns how many are new, and how many there are, of those whose keys count. */
export async function writeOutcomes(
  manager: EntityManager,
  outcomes: readonly OutcomeRow[],
): Promise<{ recorded: number; counted: number }> {
  const given = databaseJson(outcomes);
  await manager.query(HOLD_KEYS, [given]);
  const [counts] = await manager.query<{ recorded: number; counted: number }[]>(OUTCOMES, [given]);
  return counts ?? { recorded: 0, counted: 0 };
}

interface Key {
  readonly experiment_id: string;
  readonly subject: string;
}

/** Keys that are held, and had outcomes before they were shown their arm. */
async function expose(manager: EntityManager, waiting: readonly Key[]): Promise<void> {
  if (waiting.length > 0) await manager.query(EXPOSE, [databaseJson(waiting)]);
}

async function addLost(manager: EntityManager, lost: readonly LostRow[]): Promise<void> {
  if (lost.length > 0) await manager.query(LOST, [databaseJson(lost)]);
}

const CALLS = `
  WITH added AS (
    INSERT INTO experiment_calls SELECT * FROM jsonb_populate_recordset(NULL::experiment_calls, $1)
    ON CONFLICT DO NOTHING RETURNING *
  ),
  exposed AS (
    INSERT INTO experiment_exposures AS x
      (experiment_id, subject, arm, first_at, calls, failed, latency_ms, with_cost, cost_usd, with_tokens, tokens)
    SELECT experiment_id, subject, min(arm), now(), count(*), count(*) FILTER (WHERE failed), sum(latency_ms),
      count(cost_usd), coalesce(sum(cost_usd), 0), count(tokens), coalesce(sum(tokens), 0)
    FROM added GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (experiment_id, subject) DO UPDATE SET calls = x.calls + excluded.calls, failed = x.failed + excluded.failed,
      latency_ms = x.latency_ms + excluded.latency_ms, with_cost = x.with_cost + excluded.with_cost,
      cost_usd = x.cost_usd + excluded.cost_usd, with_tokens = x.with_tokens + excluded.with_tokens, tokens = x.tokens + excluded.tokens
    RETURNING experiment_id, subject, first_at
  )
  SELECT experiment_id, subject FROM exposed WHERE first_at IS NULL`;

/** What is exposed already is held, and nothing else. */
const EXPOSURES = `
  INSERT INTO experiment_exposures AS x (experiment_id, subject, arm, first_at)
  SELECT DISTINCT experiment_id, subject, arm, now() FROM jsonb_populate_recordset(NULL::experiment_exposures, $1) ORDER BY 1, 2
  ON CONFLICT (experiment_id, subject) DO UPDATE SET arm = x.arm WHERE x.first_at IS NULL
  RETURNING experiment_id, subject, first_at IS NULL AS waiting`;

/** A key's outcomes from its first exposure on, within the window; either may be told a moment after the other. */
const COUNTS = `o.at BETWEEN x.first_at - interval '1 minute'
    AND x.first_at + greatest(make_interval(hours => e.window_hours), interval '1 minute')`;

const ADD_TO_KEYS = `
  INSERT INTO experiment_key_outcomes AS k (experiment_id, metric, subject, arm, first_at, outcomes, total, highest)
  SELECT o.experiment_id, o.metric, o.subject, x.arm, x.first_at, count(*), sum(o.value), max(o.value)`;

const EXPOSE = `
  WITH x AS (
    UPDATE experiment_exposures x SET first_at = now()
    FROM jsonb_to_recordset($1) AS g (experiment_id uuid, subject uuid)
    WHERE x.experiment_id = g.experiment_id AND x.subject = g.subject
    RETURNING x.experiment_id, x.subject, x.arm, x.first_at
  )
  ${ADD_TO_KEYS}
  FROM x JOIN experiment_outcomes o USING (experiment_id, subject) JOIN experiments e ON e.id = o.experiment_id
  WHERE ${COUNTS} GROUP BY o.experiment_id, o.metric, o.subject, x.arm, x.first_at`;

const HOLD_KEYS = `
  INSERT INTO experiment_exposures AS x (experiment_id, subject, arm)
  SELECT DISTINCT g.experiment_id, g.subject, coalesce(g.arm, known.arm)
  FROM jsonb_to_recordset($1) AS g (experiment_id uuid, subject uuid, arm smallint)
  LEFT JOIN experiment_exposures known
    ON known.experiment_id = g.experiment_id AND known.subject = g.subject AND known.first_at IS NOT NULL
  WHERE coalesce(g.arm, known.arm) IS NOT NULL ORDER BY 1, 2
  ON CONFLICT (experiment_id, subject) DO UPDATE SET arm = x.arm WHERE x.first_at IS NULL`;

const OUTCOMES = `
  WITH wanted AS (
    SELECT g.experiment_id, g.id, g.metric, g.subject, g.value
    FROM jsonb_to_recordset($1) AS g (experiment_id uuid, id text, metric text, subject uuid, value double precision, arm smallint)
    JOIN experiment_exposures x USING (experiment_id, subject)
    WHERE g.arm IS NOT NULL OR x.first_at IS NOT NULL
  ),
  o AS (
    INSERT INTO experiment_outcomes (experiment_id, id, metric, subject, value) SELECT * FROM wanted
    ORDER BY 1, 3, 2 ON CONFLICT DO NOTHING RETURNING *
  ),
  of_keys AS (
    ${ADD_TO_KEYS}
    FROM o JOIN experiment_exposures x USING (experiment_id, subject) JOIN experiments e ON e.id = o.experiment_id
    WHERE ${COUNTS} GROUP BY o.experiment_id, o.metric, o.subject, x.arm, x.first_at
    ON CONFLICT (experiment_id, metric, subject) DO UPDATE
      SET outcomes = k.outcomes + excluded.outcomes, total = k.total + excluded.total, highest = greatest(k.highest, excluded.highest)
  )
  SELECT (SELECT count(DISTINCT (metric, id))::integer FROM o) AS recorded, (SELECT count(DISTINCT (metric, id))::integer FROM wanted) AS counted`;

/** Last, for all of an experiment wait for it. */
const LOST = `
  UPDATE experiments e SET lost = e.lost + l.count
  FROM (SELECT experiment_id, sum(count) AS count FROM jsonb_to_recordset($1) AS l (experiment_id uuid, count bigint) GROUP BY 1) l
  WHERE e.id = l.experiment_id`;
