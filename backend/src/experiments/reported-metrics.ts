import { type Experiment, type ExperimentMetric, isAutomaticMetric } from '@prompthub/protocol';

/** The metrics of an experiment that applications report; the hub measures the others itself. */
export function reportedMetrics({
  metric,
  guards,
}: Pick<Experiment, 'metric' | 'guards'>): ExperimentMetric[] {
  return [metric, ...guards].filter((one) => !isAutomaticMetric(one));
}
