import type { Experiment } from './api/experiments';
import { metricFigure } from './experiment-figures';

/** The difference of rates that is looked for where the metric says nothing of it. */
export const USUAL_RATE_EFFECT = 0.1;

/** How long an experiment takes, in keys; undefined where nobody can know before it runs. */
export function neededKeysWords({
  metric,
  neededKeys,
}: Pick<Experiment, 'metric' | 'neededKeys'>): string | undefined {
  if (neededKeys === undefined) return undefined;
  const effect = metricFigure(metric, 'difference', metric.effect ?? USUAL_RATE_EFFECT);
  return `About ${neededKeys.toLocaleString('en')} keys in all arms show a difference of ${effect} in "${metric.name}", if it is there, in 4 of 5 experiments.`;
}
