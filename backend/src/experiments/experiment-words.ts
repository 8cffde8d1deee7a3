import {
  isAutomaticMetric,
  metricFigure,
  type Experiment,
  type ExperimentResults,
} from '@prompthub/protocol';
import type { ExperimentAnalysis } from './analyse-experiment';
import { reportedMetrics } from './reported-metrics';

type Recommendation = ExperimentResults['recommendation'];
type Estimate = NonNullable<ExperimentResults['comparisons'][number]['difference']>;

/** What is to be done, by what is shown. A guard goes before the metric: a version that solves more and costs too much is not promoted. */
export function recommend(experiment: Experiment, analysis: ExperimentAnalysis): Recommendation {
  if (analysis.sampleRatio.alarm) return { action: 'investigate' };
  const broken = new Set(analysis.guards.filter(({ state }) => state === 'breached').map(({ arm }) => arm));
  const { comparisons } = analysis;
  const sound = comparisons.filter(({ arm }) => !broken.has(arm));
  const best = sound
    .filter(({ verdict }) => verdict === 'better')
    .sort((one, other) => gain(other) - gain(one))[0];
  if (best !== undefined) return { action: 'promote', arm: best.arm };
  if (sound.every(({ verdict }) => verdict === 'worse')) return { action: 'roll-back' };
  const { plannedSize } = experiment;
  const isComplete = plannedSize !== undefined && countedKeys(experiment, analysis) >= plannedSize;
  return { action: isComplete ? 'stop' : 'go-on' };
}

const gain = ({ difference }: ExperimentResults['comparisons'][number]): number =>
  Math.abs(difference?.value ?? 0);
const exposuresOf = ({ arms }: ExperimentAnalysis): number =>
  arms.reduce((sum, { exposures }) => sum + exposures, 0);
const completeOf = ({ arms }: ExperimentAnalysis): number =>
  arms.reduce((sum, { complete }) => sum + complete, 0);

/** Those that the metric may be known of. */
const countedKeys = ({ metric }: Experiment, analysis: ExperimentAnalysis): number =>
  isAutomaticMetric(metric) ? exposuresOf(analysis) : completeOf(analysis);

/** All of it in sentences: what is shown, what is not, and what that means. */
export function describeResults(
  experiment: Experiment,
  analysis: ExperimentAnalysis,
  { recommendation, lost }: { recommendation: Recommendation; lost: number },
): string[] {
  if (experiment.state === 'draft') return ['A draft: it changes nothing before it is started.'];
  const lines = [sizeWords(experiment, analysis), ...windowWords(experiment, analysis)];
  if (lost > 0)
    lines.push(
      `Applications could not report ${lost.toLocaleString('en')} exposures; those are in no figure.`,
    );
  if (analysis.sampleRatio.alarm) lines.push(...alarmWords(experiment, analysis));
  else {
    lines.push(...analysis.comparisons.map((one) => comparisonWords(experiment, one)));
    lines.push(...analysis.guards.map((one) => guardWords(experiment, one)));
  }
  lines.push(recommendationWords(experiment, analysis, recommendation));
  return lines;
}

function sizeWords({ plannedSize }: Experiment, analysis: ExperimentAnalysis): string {
  const counts = analysis.arms.map(({ name, exposures }) => `"${name}" ${exposures.toLocaleString('en')}`);
  const planned = plannedSize === undefined ? '' : ` of ${plannedSize.toLocaleString('en')} planned`;
  return `${exposuresOf(analysis).toLocaleString('en')}${planned} keys were shown an arm: ${counts.join(', ')}.`;
}

/** Nothing where all keys count already. */
function windowWords(experiment: Experiment, analysis: ExperimentAnalysis): string[] {
  const { windowHours } = experiment;
  const [shown, complete] = [exposuresOf(analysis), completeOf(analysis)];
  if (complete === shown || reportedMetrics(experiment).length === 0) return [];
  const hours = windowHours === 1 ? 'the hour' : `the ${windowHours} hours`;
  return [
    `What is reported counts when ${hours} of its key have passed: of ${complete.toLocaleString('en')} keys so far.`,
  ];
}

function alarmWords({ arms }: Experiment, { sampleRatio }: ExperimentAnalysis): string[] {
  const shares = arms.map(({ name, weight }) => `"${name}" ${weight / 10} %`).join(', ');
  return [
    `The arms did not get their shares (${shares}): chance does that in ${howOften(sampleRatio.pValue)}. Something ` +
      'loses or repeats keys, so that no other figure can be trusted, and nothing is claimed.',
  ];
}

function howOften(pValue: number): string {
  return pValue < 0.0001
    ? 'fewer than one of 10,000 experiments'
    : `${(pValue * 100).toPrecision(1)} % of experiments`;
}

function comparisonWords(
  experiment: Experiment,
  { arm, metric, difference, verdict }: ExperimentResults['comparisons'][number],
): string {
  if (difference === undefined) return `Nothing can be said of "${metric}" yet: too few keys have one.`;
  const range = rangeWords(experiment, { metric, of: 'difference' }, difference);
  return verdict === 'not-shown'
    ? `Not shown: that "${arm}" differs from control in "${metric}". The difference is ${range}.`
    : `Shown: "${arm}" is ${verdict} than control in "${metric}". The difference is ${range}.`;
}

function guardWords(
  experiment: Experiment,
  { arm, metric, difference, limit, of, state }: ExperimentResults['guards'][number],
): string {
  const { better } = experiment.guards.find(({ name }) => name === metric) ?? { better: 'lower' };
  const bound = `${better === 'lower' ? 'at most' : 'at least'} ${inUnit(experiment, { metric, of }, limit)}`;
  const what = of === 'value' ? `"${metric}" of "${arm}"` : `what "${arm}" adds to "${metric}"`;
  if (difference === undefined) return `Guard: nothing can be said of ${what} yet (${bound}).`;
  const range = rangeWords(experiment, { metric, of }, difference);
  if (state === 'breached') return `Guard broken: ${what} is to be ${bound}, and is ${range}.`;
  if (state === 'kept') return `Guard kept: ${what} is to be ${bound}, and is ${range}.`;
  return `Guard not shown to be kept or broken: ${what} is to be ${bound}, and is ${range}.`;
}

function recommendationWords(
  { state, plannedSize }: Experiment,
  analysis: ExperimentAnalysis,
  { action, arm }: Recommendation,
): string {
  const isOver = state !== 'running';
  if (action === 'investigate') return 'Find out what happens to the missing keys before anything else.';
  if (action === 'promote') return isOver ? `"${arm ?? ''}" was the better one.` : `Promote "${arm ?? ''}".`;
  const isBroken = analysis.guards.some((guard) => guard.state === 'breached');
  if (action === 'roll-back' && isOver)
    return isBroken ? 'A guard was broken.' : 'Control was the better one.';
  if (action === 'roll-back') return `Roll back: ${isBroken ? 'a guard is broken' : 'control is better'}.`;
  if (isOver) return 'It has ended without showing a difference.';
  if (action === 'stop')
    return 'The planned size is reached: stop, or accept what is not shown. There may be a difference that is smaller than was looked for.';
  return plannedSize === undefined ? 'Go on.' : 'Go on until the planned size is reached.';
}

interface Quantity {
  readonly metric: string;
  readonly of: 'value' | 'difference';
}

/** `3.1 points (between 0.2 points and 6.0 points)`: the value, and where it lies with 95 % at all times. */
function rangeWords(experiment: Experiment, what: Quantity, { value, low, high }: Estimate): string {
  const [is, from, to] = [value, low, high].map((one) => inUnit(experiment, what, one));
  return `${is ?? ''} (between ${from ?? ''} and ${to ?? ''})`;
}

function inUnit({ metric, guards }: Experiment, { metric: name, of }: Quantity, value: number): string {
  const { kind } = [metric, ...guards].find((one) => one.name === name) ?? { kind: 'mean' };
  return metricFigure({ name, kind }, of, value);
}
