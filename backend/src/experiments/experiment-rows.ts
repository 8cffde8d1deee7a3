import { keysForRates } from '@prompthub/engine';
import {
  type Experiment,
  experimentGuard,
  type ExperimentMetric,
  experimentMetric,
  type ExperimentState,
  USUAL_RATE_EFFECT,
} from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { ALPHA } from './experiment-levels';
import { experimentNotFound } from './experiment-problems';

/** The first is control, without a commit. */
export interface StoredArm {
  readonly name: string;
  readonly weight: number;
  readonly commit: string | null;
}

export interface ExperimentRow {
  readonly id: string;
  readonly project_id: string;
  readonly environment: string;
  /** Empty for the whole project. */
  readonly path: string;
  readonly name: string;
  readonly state: ExperimentState;
  readonly hypothesis: string;
  readonly control: string | null;
  readonly arms: readonly StoredArm[];
  readonly traffic: number;
  readonly metric: unknown;
  readonly guards: unknown;
  readonly planned_size: number | null;
  readonly window_hours: number;
  readonly stop_on_breach: boolean;
  /** bigint: text in JavaScript. */
  readonly lost: string;
  readonly created_by: string;
  readonly created_by_name: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly ended_by: string | null;
  readonly ended_by_name: string | null;
  readonly why: string | null;
  readonly winner: string | null;
  /** The last ones, of one whose observations are kept no longer. */
  readonly figures: unknown;
  readonly alarmed_at: Date | null;
}

/** @throws ProblemError 404. */
export async function findExperiment(
  manager: EntityManager,
  projectId: string,
  id: string,
): Promise<ExperimentRow> {
  return one(manager, projectId, { id, lock: '' });
}

/** Nobody else changes it until the transaction ends. @throws ProblemError 404. */
export async function holdExperiment(
  manager: EntityManager,
  projectId: string,
  id: string,
): Promise<ExperimentRow> {
  return one(manager, projectId, { id, lock: 'FOR NO KEY UPDATE' });
}

async function one(
  manager: EntityManager,
  projectId: string,
  { id, lock }: { id: string; lock: '' | 'FOR NO KEY UPDATE' },
): Promise<ExperimentRow> {
  const [row] = await manager.query<ExperimentRow[]>(
    `SELECT * FROM experiments WHERE project_id = $1 AND id = $2 ${lock}`,
    [projectId, id],
  );
  if (row === undefined) throw experimentNotFound();
  return row;
}

/** Newest first: ids of version 7 are in the order of time. */
export async function listExperiments(
  manager: EntityManager,
  projectId: string,
  filter: {
    state?: string | undefined;
    environment?: string | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<ExperimentRow[]> {
  return manager.query<ExperimentRow[]>(
    `SELECT * FROM experiments WHERE project_id = $1 AND ($2::text IS NULL OR state = $2)
       AND ($3::text IS NULL OR environment = $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
    [projectId, filter.state ?? null, filter.environment ?? null, filter.before ?? null, filter.limit],
  );
}

const guards = z.array(experimentGuard);

export function toExperiment(row: ExperimentRow): Experiment {
  const metric = experimentMetric.parse(row.metric);
  const { path, control, planned_size: plannedSize, started_at: startedAt, ended_at: endedAt } = row;
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    environment: row.environment,
    ...(path === '' ? {} : { path }),
    hypothesis: row.hypothesis,
    arms: row.arms.map(({ name, weight, commit }, index) => {
      const known = index === 0 ? control : commit;
      return { name, weight, ...(known === null ? {} : { commit: known }) };
    }),
    traffic: row.traffic,
    metric,
    guards: guards.parse(row.guards),
    ...(plannedSize === null ? {} : { plannedSize }),
    windowHours: row.window_hours,
    stopOnBreach: row.stop_on_breach,
    createdBy: { id: row.created_by, name: row.created_by_name },
    createdAt: row.created_at.toISOString(),
    ...(startedAt === null ? {} : { startedAt: startedAt.toISOString() }),
    ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
    ...(row.ended_by_name === null
      ? {}
      : { endedBy: { ...(row.ended_by === null ? {} : { id: row.ended_by }), name: row.ended_by_name } }),
    ...(row.why === null ? {} : { why: row.why }),
    ...(row.winner === null ? {} : { winner: row.winner }),
    ...(row.alarmed_at === null ? {} : { alarmedAt: row.alarmed_at.toISOString() }),
    ...neededKeys(row.arms, metric),
  };
}

/** To see less takes more keys than anybody plans with. */
const LEAST_EFFECT = 1e-4;

/** Where nobody knows the rate, it is the one at which differences are hardest to see. */
function neededKeys(
  arms: readonly StoredArm[],
  { kind, effect = USUAL_RATE_EFFECT }: ExperimentMetric,
): { neededKeys?: number } {
  if (kind !== 'binary' || effect >= 1 || effect < LEAST_EFFECT) return {};
  const alpha = ALPHA / (arms.length - 1);
  const keys = keysForRates({ from: (1 - effect) / 2, to: (1 + effect) / 2, alpha }, { spread: effect });
  // Two arms of unequal size say as much as two of the harmonic mean of their sizes.
  const [control = 1, ...others] = arms.map(({ weight }) => 1000 / weight);
  return { neededKeys: Math.ceil((keys / 2) * (control + Math.max(...others))) };
}
