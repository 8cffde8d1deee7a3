import { AUTOMATIC_METRICS, type AutomaticMetric, type Experiment } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { reportedMetrics } from './reported-metrics';

const metricFigures = z.object({
  /** Index of the arm. */
  arm: z.int(),
  metric: z.string(),
  /** Keys that it is known of. */
  keys: z.int(),
  mean: z.number(),
  /** Of the keys; null of one alone. */
  variance: z.number().nullable(),
});
/** What is known of one metric in one arm; each key counts once. */
export type MetricFigures = Readonly<z.infer<typeof metricFigures>>;

export const experimentFigures = z.object({
  /** Keys that were shown their arm, by arm. */
  exposures: z.array(z.int()).readonly(),
  /** Those of them whose window has passed: reported metrics are known of these alone. */
  complete: z.array(z.int()).readonly(),
  metrics: z.array(metricFigures).readonly(),
});
export type ExperimentFigures = Readonly<z.infer<typeof experimentFigures>>;

/** Keys that were shown their arm, by arm. */
export async function exposuresOf(manager: EntityManager, { id, arms }: Experiment): Promise<number[]> {
  const counts = await manager.query<{ arm: number; exposures: number }[]>(
    `SELECT arm, count(*)::integer AS exposures FROM experiment_exposures
     WHERE experiment_id = $1 AND first_at IS NOT NULL GROUP BY arm`,
    [id],
  );
  return arms.map((_, index) => counts.find(({ arm }) => arm === index)?.exposures ?? 0);
}

/**
 * What was observed, summed up by the database from one row of each key; there may be millions. What is reported counts when the window of
 * its key has passed: before, an arm whose outcomes come sooner would look better, and one whose good outcomes come sooner than its bad ones.
 */
export async function figuresOf(manager: EntityManager, experiment: Experiment): Promise<ExperimentFigures> {
  const { id, arms, windowHours } = experiment;
  const reported = reportedMetrics(experiment);
  const names = [...new Set(reported.map(({ name }) => name))];
  const binary = reported.filter(({ kind }) => kind === 'binary').map(({ name }) => name);
  // One after the other: within a transaction there is one connection.
  const exposed = await manager.query<ArmFigures[]>(EXPOSED, [id, windowHours]);
  const outcomes = await manager.query<MetricFigures[]>(REPORTED, [id, windowHours, names, binary]);
  const ofArm = (index: number): ArmFigures | undefined => exposed.find(({ arm }) => arm === index);
  return {
    exposures: arms.map((_, index) => ofArm(index)?.exposures ?? 0),
    complete: arms.map((_, index) => ofArm(index)?.complete ?? 0),
    metrics: [...outcomes, ...exposed.flatMap(metricsOfCalls)],
  };
}

type ArmFigures = { readonly arm: number; readonly exposures: number; readonly complete: number } & Readonly<
  Record<AutomaticMetric, Omit<MetricFigures, 'arm' | 'metric'> | null>
>;

function metricsOfCalls({ arm, ...metrics }: ArmFigures): MetricFigures[] {
  return AUTOMATIC_METRICS.flatMap((metric) => {
    const figures = metrics[metric];
    return figures === null ? [] : [{ arm, metric, ...figures }];
  });
}

const IS_COMPLETE = 'first_at <= now() - make_interval(hours => $2)';

const REPORTED = `
  SELECT arm, metric, count(*)::integer AS keys, avg(value) AS mean, var_samp(value) AS variance
  FROM (
    SELECT arm, metric, CASE WHEN metric = ANY ($4) THEN highest ELSE total / outcomes END AS value
    FROM experiment_key_outcomes WHERE experiment_id = $1 AND metric = ANY ($3) AND ${IS_COMPLETE}) of_keys
  GROUP BY arm, metric`;

/** The mean of a key's calls; null where nobody knows. */
const OF_CALLS: Readonly<Record<AutomaticMetric, string>> = {
  'cost-usd': 'cost_usd / nullif(with_cost, 0)',
  'latency-ms': 'latency_ms / nullif(calls, 0)',
  'error-rate': 'failed::double precision / nullif(calls, 0)',
  tokens: 'tokens::double precision / nullif(with_tokens, 0)',
};

/** One pass for all: what nobody knows of any key is null. */
const EXPOSED = `
  SELECT arm, count(*)::integer AS exposures, count(*) FILTER (WHERE ${IS_COMPLETE})::integer AS complete,
    ${AUTOMATIC_METRICS.map((name) => {
      const value = OF_CALLS[name];
      return `CASE WHEN count(${value}) > 0 THEN
      json_build_object('keys', count(${value}), 'mean', avg(${value}), 'variance', var_samp(${value})) END AS "${name}"`;
    }).join(', ')}
  FROM experiment_exposures WHERE experiment_id = $1 AND first_at IS NOT NULL GROUP BY arm`;
