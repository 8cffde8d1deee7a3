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

/** What was observed, summed up by the database. */
export async function figuresOf(dataSource: DataSource, experiment: Experiment): Promise<ExperimentFigures> {
  const { id, arms, metric, guards, windowHours } = experiment;
  const exposed = await dataSource.query<{ arm: number; keys: number }[]>(EXPOSURES, [id]);
  const used = [...new Set([metric, ...guards].map(({ name }) => name))];
  const reported = used.filter((name) => !isAutomatic(name));
  const figures = [
    ...(reported.length === 0
      ? []
      : await dataSource.query<MetricFigures[]>(REPORTED, [
          id,
          reported,
          windowHours,
          [metric, ...guards].filter(({ kind }) => kind === 'binary').map(({ name }) => name),
        ])),
    ...(await dataSource.query<MetricFigures[]>(AUTOMATIC, [id])),
  ];
  const known = new Map(exposed.map(({ arm, keys }) => [arm, keys]));
  return { exposures: arms.map((_, index) => known.get(index) ?? 0), metrics: figures };
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

const AUTOMATIC = `
  WITH of_keys AS (
    SELECT arm, ${AUTOMATIC_METRICS.map((name) => `avg(${OF_CALLS[name]})::double precision AS "${name}"`).join(', ')}
    FROM experiment_calls WHERE experiment_id = $1 GROUP BY arm, subject)
  ${AUTOMATIC_METRICS.map(
    (
      name,
    ) => `SELECT arm, '${name}' AS metric, count("${name}")::integer AS keys, avg("${name}") AS mean, var_samp("${name}") AS variance
      FROM of_keys WHERE "${name}" IS NOT NULL GROUP BY arm`,
  ).join(' UNION ALL ')}`;
