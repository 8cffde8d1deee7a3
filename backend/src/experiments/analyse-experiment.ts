import {
  confidenceSequence,
  type MeanEstimate,
  rateEstimate,
  sampleRatioMismatch,
  sequentialPValue,
} from '@prompthub/engine';
import {
  type Experiment,
  type ExperimentGuard,
  type ExperimentMetric,
  type ExperimentResults,
  USUAL_RATE_EFFECT,
} from '@prompthub/protocol';
import type { ExperimentFigures, MetricFigures } from './experiment-figures';
import { ALPHA } from './experiment-levels';

export type ExperimentAnalysis = Pick<ExperimentResults, 'arms' | 'sampleRatio' | 'comparisons' | 'guards'>;
type Estimate = NonNullable<ExperimentResults['comparisons'][number]['difference']>;

/** Below it nobody believes that arms of these shares are due to chance (Fabijan et al., 2019). */
const MISMATCH = 0.001;
/** In standard deviations: differences that are looked for where the metric says nothing of it. */
const USUAL_DEVIATIONS = 0.2;
/** Of a mean of fewer keys nothing is said: its sequence holds for many. */
const FEWEST_KEYS = 100;

/** What the figures show. With a mismatch of the arms' shares nothing is compared, and no guard is called broken. */
export function analyseExperiment(experiment: Experiment, figures: ExperimentFigures): ExperimentAnalysis {
  const { arms, metric, guards } = experiment;
  const sampleRatio = sampleRatioOf(experiment, figures.exposures);
  const measured = metricsOf(experiment, figures);
  const known = new Map(measured.map((one) => [one.name, knowledgeOf(one, figures)]));
  const shown = arms.map(({ name }, arm) => ({
    name,
    exposures: figures.exposures[arm] ?? 0,
    complete: figures.complete[arm] ?? 0,
    metrics: measured.map((one) => ({
      name: one.name,
      keys: known.get(one.name)?.keys[arm] ?? 0,
      ...withEstimate('estimate', known.get(one.name), known.get(one.name)?.arms[arm]),
    })),
  }));
  if (sampleRatio.alarm) return { arms: shown, sampleRatio, comparisons: [], guards: [] };
  const variants = arms.map((_, arm) => arm).slice(1);
  const alpha = ALPHA / variants.length;
  const nameOf = (arm: number): string => arms[arm]?.name ?? '';
  return {
    arms: shown,
    sampleRatio,
    comparisons: variants.map((arm) => ({
      arm: nameOf(arm),
      ...comparison(metric, known.get(metric.name), { arm, alpha }),
    })),
    guards: guards.flatMap((guard) =>
      variants.map((arm) => ({
        arm: nameOf(arm),
        ...guarded(guard, known.get(guard.name), { arm, alpha: alpha / guards.length }),
      })),
    ),
  };
}

/** Whether chance made of the arms' weights what was shown. */
export function sampleRatioOf(
  { arms }: Experiment,
  exposures: readonly number[],
): ExperimentResults['sampleRatio'] {
  const weights = arms.map(({ weight }) => weight);
  const pValue = sampleRatioMismatch(exposures, weights);
  return { pValue, alarm: pValue < MISMATCH };
}

/** What is known of one metric: in each arm, and what it is measured by. */
interface Knowledge {
  readonly arms: readonly (MeanEstimate | undefined)[];
  readonly keys: readonly number[];
  readonly spread: number;
}

interface Measured {
  readonly name: string;
  readonly kind: ExperimentMetric['kind'];
  readonly effect?: number | undefined;
}

/** The metric, the guards', and what the hub measured besides; each once. */
function metricsOf({ metric, guards }: Experiment, { metrics }: ExperimentFigures): Measured[] {
  const besides = metrics.map(({ metric: name }): Measured => ({ name, kind: 'mean' }));
  const all = [metric, ...guards, ...besides];
  return all.filter((one, index) => all.findIndex(({ name }) => name === one.name) === index);
}

function knowledgeOf({ name, kind, effect }: Measured, figures: ExperimentFigures): Knowledge {
  const ofArms = figures.exposures.map((_, arm) =>
    figures.metrics.find((one) => one.metric === name && one.arm === arm),
  );
  const isRate = kind === 'binary' || name === 'error-rate';
  const estimates = ofArms.map((one, arm) => {
    const trials = kind === 'binary' ? (figures.complete[arm] ?? 0) : (one?.keys ?? 0);
    if (isRate) return rateEstimate({ successes: (one?.mean ?? 0) * (one?.keys ?? 0), trials });
    return one === undefined || one.keys < FEWEST_KEYS ? undefined : meanEstimate(one);
  });
  return {
    arms: estimates,
    keys: ofArms.map((one) => one?.keys ?? 0),
    spread: effect ?? (isRate ? USUAL_RATE_EFFECT : USUAL_DEVIATIONS * deviationOf(ofArms) || 1),
  };
}

const meanEstimate = ({ mean, variance, keys }: MetricFigures): MeanEstimate => ({
  value: mean,
  variance: (variance ?? 0) / keys,
});

/** Of one key, in all arms. */
function deviationOf(arms: readonly (MetricFigures | undefined)[]): number {
  const known = arms.filter((one) => one !== undefined);
  const keys = known.reduce((sum, one) => sum + one.keys, 0);
  return Math.sqrt(known.reduce((sum, one) => sum + (one.variance ?? 0) * one.keys, 0) / keys);
}

interface Wanted {
  readonly arm: number;
  readonly alpha: number;
}

function difference({ arms: [control, ...variants] }: Knowledge, arm: number): MeanEstimate | undefined {
  const variant = variants[arm - 1];
  if (control === undefined || variant === undefined) return undefined;
  return { value: variant.value - control.value, variance: variant.variance + control.variance };
}

function comparison(
  { name, better }: ExperimentMetric,
  known: Knowledge | undefined,
  { arm, alpha }: Wanted,
): Omit<ExperimentResults['comparisons'][number], 'arm'> {
  const found = known && difference(known, arm);
  if (known === undefined || found === undefined) return { metric: name, pValue: 1, verdict: 'not-shown' };
  const { low, high } = confidenceSequence(found, { spread: known.spread, alpha });
  const pValue = Math.min(1, (sequentialPValue(found, known.spread) * ALPHA) / alpha);
  const differs = low > 0 || high < 0;
  const isBetter = found.value > 0 === (better === 'higher');
  const verdict = differs ? (isBetter ? 'better' : 'worse') : 'not-shown';
  return { metric: name, difference: { value: found.value, low, high }, pValue, verdict };
}

function guarded(
  { name, better, limit, of }: ExperimentGuard,
  known: Knowledge | undefined,
  { arm, alpha }: Wanted,
): Omit<ExperimentResults['guards'][number], 'arm'> {
  const facts = { metric: name, limit, of };
  const found = known && (of === 'value' ? known.arms[arm] : difference(known, arm));
  if (known === undefined || found === undefined) return { ...facts, state: 'not-shown' };
  const { low, high } = confidenceSequence(found, { spread: known.spread, alpha });
  const [breached, kept] = better === 'lower' ? [low > limit, high <= limit] : [high < limit, low >= limit];
  const state = breached ? 'breached' : kept ? 'kept' : 'not-shown';
  return { ...facts, difference: { value: found.value, low, high }, state };
}

function withEstimate<Name extends string>(
  name: Name,
  known: Knowledge | undefined,
  found: MeanEstimate | undefined,
): Partial<Record<Name, Estimate>> {
  if (known === undefined || found === undefined) return {};
  const { low, high } = confidenceSequence(found, { spread: known.spread, alpha: ALPHA });
  return { [name]: { value: found.value, low, high } } as Partial<Record<Name, Estimate>>;
}
