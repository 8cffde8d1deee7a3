import { AUTOMATIC_METRICS, type AutomaticMetric, type Experiment } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';

/** What is known of one metric in one arm; each key counts once. */
export interface MetricFigures {
  /** Index of the arm. */
  readonly arm: number;
  readonly metric: string;
  /** Keys that it is known of. */
  readonly keys: number;
  readonly mean: number;
  /** Of the keys; null of one alone. */
  readonly variance: number | null;
}

export interface ExperimentFigures {
  /** Keys that were shown their arm, by arm. */
  readonly exposures: readonly number[];
  readonly metrics: readonly MetricFigures[];
}

/** What was observed, summed up by the database: key by key, in memory as far as it goes, for there may be millions. */
export async function figuresOf(dataSource: DataSource, experiment: Experiment): Promise<ExperimentFigures> {
  const { id, arms, metric, guards, windowHours } = experiment;
  const reported = [metric, ...guards].filter(({ name }) => !isAutomatic(name));
  const names = [...new Set(reported.map(({ name }) => name))];
  const binary = reported.filter(({ kind }) => kind === 'binary').map(({ name }) => name);
  return dataSource.transaction(async (manager) => {
    await manager.query(`SET LOCAL work_mem = '128MB'; SET LOCAL jit = off`);
    const exposed = await manager.query<{ arm: number; keys: number }[]>(EXPOSURES, [id]);
    const of = await manager.query<MetricFigures[]>(REPORTED, [id, names, windowHours, binary]);
    const calls = await manager.query<CallFigures[]>(AUTOMATIC, [id]);
    const known = new Map(exposed.map(({ arm, keys }) => [arm, keys]));
    return {
      exposures: arms.map((_, index) => known.get(index) ?? 0),
      metrics: [...of, ...calls.flatMap(metricsOfCalls)],
    };
  });
}

type CallFigures = { readonly arm: number } & Readonly<
  Record<AutomaticMetric, Omit<MetricFigures, 'arm' | 'metric'> | null>
>;

function metricsOfCalls({ arm, ...metrics }: CallFigures): MetricFigures[] {
  return AUTOMATIC_METRICS.flatMap((metric) => {
    const figures = metrics[metric];
    return figures === null ? [] : [{ arm, metric, ...figures }];
  });
}

const isAutomatic = (name: string): boolean => (AUTOMATIC_METRICS as readonly string[]).includes(name);

const EXPOSURES = `
  SELECT arm, count(*)::integer AS keys FROM experiment_exposures WHERE experiment_id = $1 GROUP BY arm`;

/** A key's outcomes from its first exposure on, within the window; an exposure may be told a moment after its outcome. */
const REPORTED = `
  SELECT arm, metric, count(*)::integer AS keys, avg(value) AS mean, var_samp(value) AS variance
  FROM (
    SELECT x.arm, o.metric, CASE WHEN o.metric = ANY ($4) THEN max(o.value) ELSE avg(o.value) END AS value
    FROM experiment_outcomes o JOIN experiment_exposures x ON x.experiment_id = o.experiment_id AND x.subject = o.subject
    WHERE o.experiment_id = $1 AND o.metric = ANY ($2)
      AND o.at BETWEEN x.first_at - interval '1 minute' AND x.first_at + make_interval(hours => $3)
    GROUP BY x.arm, o.metric, x.subject) of_keys
  GROUP BY arm, metric`;

/** How each is read from `experiment_calls`. */
const OF_CALLS: Readonly<Record<AutomaticMetric, string>> = {
  'cost-usd': 'cost_usd',
  'latency-ms': 'latency_ms',
  'error-rate': 'failed::integer',
  tokens: 'tokens',
};

/** One pass for all four: what nobody knows of any key is null. */
const AUTOMATIC = `
  SELECT arm, ${AUTOMATIC_METRICS.map(
    (name) => `CASE WHEN count("${name}") > 0 THEN
      json_build_object('keys', count("${name}"), 'mean', avg("${name}"), 'variance', var_samp("${name}")) END AS "${name}"`,
  ).join(', ')}
  FROM (
    SELECT arm, ${AUTOMATIC_METRICS.map((name) => `avg(${OF_CALLS[name]})::double precision AS "${name}"`).join(', ')}
    FROM experiment_calls WHERE experiment_id = $1 GROUP BY arm, subject) of_keys
  GROUP BY arm`;
