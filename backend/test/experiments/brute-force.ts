import type { Experiment } from '@prompthub/protocol';
import type { ExperimentFigures, MetricFigures } from '../../src/experiments/experiment-figures';
import type { TestHub } from '../hub';
import { ownerQuery } from '../owner-query';

interface Exposure {
  readonly subject: string;
  readonly arm: number;
  readonly first: number;
}
interface Call {
  readonly subject: string;
  readonly cost_usd: number | null;
  readonly latency_ms: number;
  readonly tokens: number | null;
  readonly failed: boolean;
}
interface Outcome {
  readonly subject: string;
  readonly metric: string;
  readonly value: number;
  readonly at: number;
}

const SECONDS = (column: string): string => `extract(epoch FROM ${column})::double precision`;
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** The figures of an experiment with the metrics `solved` (binary) and `rating`, from all that was observed, one by one. */
export async function bruteForce(
  hub: TestHub,
  { id, arms, windowHours }: Experiment,
): Promise<ExperimentFigures> {
  const all = <Row>(columns: string, table: string): Promise<Row[]> =>
    ownerQuery<Row>(hub, `SELECT ${columns} FROM ${table} WHERE experiment_id = $1`, [id]);
  const keys = await all<Exposure>(`subject, arm, ${SECONDS('first_at')} AS first`, 'experiment_exposures');
  const exposures = keys.filter(({ first }) => first !== null);
  const calls = await all<Call>('*', 'experiment_calls');
  const outcomes = await all<Outcome>(`*, ${SECONDS('at')} AS at`, 'experiment_outcomes');
  const ofCalls =
    (read: (call: Call) => number | null) =>
    ({ subject }: Exposure) =>
      calls
        .filter((call) => call.subject === subject)
        .map(read)
        .filter((value) => value !== null);
  const [clock] = await ownerQuery<{ now: number }>(hub, `SELECT ${SECONDS('now()')} AS now`);
  const now = clock?.now ?? NaN;
  const isComplete = ({ first }: Pick<Exposure, 'first'>): boolean => first <= now - windowHours * 3600;
  const ofOutcomes =
    (metric: string) =>
    ({ subject, first }: Exposure) =>
      outcomes
        .filter((one) => one.subject === subject && one.metric === metric && isComplete({ first }))
        .filter(({ at }) => at >= first - 60 && at <= first + Math.max(60, windowHours * 3600))
        .map(({ value }) => value);
  const measured: [string, (key: Exposure) => number[], (values: number[]) => number][] = [
    ['solved', ofOutcomes('solved'), (values) => Math.max(...values)],
    ['rating', ofOutcomes('rating'), mean],
    ['cost-usd', ofCalls((call) => call.cost_usd), mean],
    ['latency-ms', ofCalls((call) => call.latency_ms), mean],
    ['error-rate', ofCalls((call) => Number(call.failed)), mean],
    ['tokens', ofCalls((call) => call.tokens), mean],
  ];
  const metrics = measured.flatMap(([metric, observed, valueOf]) =>
    arms.flatMap((_, arm): MetricFigures[] => {
      const values = exposures
        .filter((key) => key.arm === arm)
        .map(observed)
        .filter((found) => found.length > 0)
        .map(valueOf);
      if (values.length === 0) return [];
      const middle = mean(values);
      const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
      const variance = values.length === 1 ? null : squares / (values.length - 1);
      return [{ arm, metric, keys: values.length, mean: middle, variance }];
    }),
  );
  const ofArms = (keys: readonly Exposure[]): number[] =>
    arms.map((_, index) => keys.filter(({ arm }) => arm === index).length);
  return {
    exposures: ofArms(exposures),
    complete: ofArms(exposures.filter(isComplete)),
    metrics,
  };
}
