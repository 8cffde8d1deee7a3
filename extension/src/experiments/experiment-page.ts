import {
  metricFigure,
  neededKeysWords,
  type Environment,
  type Experiment,
  type ExperimentArm,
  type ExperimentResults,
  type OrganizationRole,
} from '@prompthub/protocol';
import { shortId } from '../environments/environment-text';
import { relativeTime } from '../versions/relative-time';
import { experimentPlace, shareText, STATE_WORDS, stepsOf, type ExperimentStep } from './experiment-text';

export interface ExperimentFacts {
  readonly results: ExperimentResults;
  /** Where it is made; undefined when it is not there any more. */
  readonly environment: Environment | undefined;
  /** Undefined for somebody who is no member. */
  readonly role: OrganizationRole | undefined;
}

/** What the page shows: words and places on a line, ready to be set. */
export interface ExperimentPage {
  readonly title: string;
  readonly state: Experiment['state'];
  readonly stateText: string;
  readonly about: string;
  readonly hypothesis: string;
  /** Why it ended; undefined while it has not. */
  readonly ended: string | undefined;
  /** The arms did not get their shares: nothing else is claimed. */
  readonly alarm: boolean;
  /** What is to be done, in the hub's words. */
  readonly recommendation: string;
  /** What is shown and what is not, in the hub's words. */
  readonly words: readonly string[];
  readonly steps: readonly PageStep[];
  /** Why the person can do none of the steps; undefined when they can. */
  readonly refusal: string | undefined;
  readonly arms: readonly PageArm[];
  /** The metric first, then what guards watch. Empty with an alarm. */
  readonly charts: readonly PageChart[];
  /** Empty with an alarm. */
  readonly guards: readonly PageGuard[];
}

export interface PageStep {
  readonly step: ExperimentStep;
  readonly label: string;
  /** What the hub would do. */
  readonly advised: boolean;
}

export interface PageArm {
  readonly name: string;
  readonly isControl: boolean;
  readonly version: string;
  readonly share: string;
  readonly exposures: string;
}

export interface PageChart {
  readonly title: string;
  readonly rows: readonly ChartRow[];
  /** The ends of the scale. */
  readonly from: string;
  readonly to: string;
}

/** Places are percent of the width of the chart. */
export interface ChartRow {
  readonly arm: string;
  readonly text: string;
  /** Undefined: too few keys to say anything. */
  readonly interval?: { readonly low: number; readonly value: number; readonly high: number };
  readonly verdict?: { readonly kind: 'better' | 'worse' | 'not-shown'; readonly text: string };
}

export interface PageGuard {
  readonly state: 'kept' | 'breached' | 'not-shown';
  readonly stateText: string;
  readonly text: string;
}

const ADVISED: Partial<Record<ExperimentResults['recommendation']['action'], ExperimentStep>> = {
  promote: 'promote',
  'roll-back': 'rollBack',
  stop: 'stop',
};

const STEP_LABELS: Readonly<Record<ExperimentStep, string>> = {
  start: 'Start…',
  traffic: 'Change Traffic…',
  delete: 'Delete Draft…',
  stop: 'Stop…',
  promote: 'Promote Arm…',
  rollBack: 'Roll Back…',
};

export function experimentPage(facts: ExperimentFacts, now: number): ExperimentPage {
  const { experiment, sampleRatio, words } = facts.results;
  const { name, state, hypothesis, arms } = experiment;
  const alarm = sampleRatio.alarm;
  const advised = state === 'draft' ? 'start' : ADVISED[facts.results.recommendation.action];
  return {
    ...{ title: name, state, stateText: STATE_WORDS[state], hypothesis, alarm },
    about: aboutText(experiment, now),
    ended: endText(experiment, now),
    recommendation:
      state === 'draft' ? 'A draft: it changes nothing before it is started.' : (words.at(-1) ?? ''),
    words: state === 'draft' ? planWords(experiment) : words.slice(0, -1),
    steps: stepsOf(experiment).map((step) => ({ step, label: STEP_LABELS[step], advised: step === advised })),
    refusal: refusalOf(facts),
    arms: arms.map((arm, index) => pageArm(arm, { isControl: index === 0, facts })),
    charts: alarm || state === 'draft' ? [] : charts(facts.results),
    guards: alarm || state === 'draft' ? [] : guards(facts.results),
  };
}

function planWords(experiment: Experiment): string[] {
  const needed = neededKeysWords(experiment);
  return needed === undefined ? [] : [needed];
}

/** Why this person may not move what applications get there; undefined when they may. */
export function refusalOf({ role, environment }: Omit<ExperimentFacts, 'results'>): string | undefined {
  if (role === 'owner' || role === 'admin') return undefined;
  if (environment?.protected)
    return `${environment.name} is protected: only owners and admins change what runs there.`;
  if (role === 'editor') return undefined;
  return 'Your role does not allow this: editors, admins and owners change what applications get.';
}

function aboutText(experiment: Experiment, now: number): string {
  const { traffic, createdBy, createdAt, startedAt } = experiment;
  const since =
    startedAt === undefined
      ? `planned by ${createdBy.name}, ${relativeTime(createdAt, now)}`
      : `started ${relativeTime(startedAt, now)}, planned by ${createdBy.name}`;
  return [experimentPlace(experiment), `${shareText(traffic)} of the traffic`, since].join(' · ');
}

function endText({ state, endedAt, endedBy, why, winner }: Experiment, now: number): string | undefined {
  if (endedAt === undefined) return undefined;
  const words = STATE_WORDS[state];
  const what = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${winner === undefined ? '' : ` (${winner})`}`;
  const who = endedBy === undefined ? '' : ` by ${endedBy.name}`;
  return `${what}${who}, ${relativeTime(endedAt, now)}${why === undefined ? '' : `: “${why}”`}`;
}

function pageArm(
  { name, weight, commit }: ExperimentArm,
  { isControl, facts }: { isControl: boolean; facts: ExperimentFacts },
): PageArm {
  const exposures = facts.results.arms.find((one) => one.name === name)?.exposures ?? 0;
  return {
    ...{ name, isControl },
    version: commit === undefined ? 'what runs there when it starts' : shortId(commit),
    share: shareText(weight),
    exposures: exposures.toLocaleString('en'),
  };
}

function charts(results: ExperimentResults): PageChart[] {
  const { metric, guards } = results.experiment;
  const shown = [metric, ...guards].filter(
    (one, index, all) => all.findIndex(({ name }) => name === one.name) === index,
  );
  return shown.map((one) => chart(results, one));
}

type Metric = Experiment['metric'];

function chart({ arms, comparisons }: ExperimentResults, metric: Metric): PageChart {
  const { name, better } = metric;
  const estimates = arms.map((arm) => arm.metrics.find((one) => one.name === name)?.estimate);
  const known = estimates.filter((estimate) => estimate !== undefined);
  const low = Math.min(...known.map((estimate) => estimate.low));
  const high = Math.max(...known.map((estimate) => estimate.high));
  const figure = (value: number) => metricFigure(metric, 'value', value);
  const place = placer(low, high);
  return {
    title: `${name}, ${better} is better`,
    ...(known.length === 0 ? { from: '', to: '' } : { from: figure(low), to: figure(high) }),
    rows: arms.map((arm, index): ChartRow => {
      const estimate = estimates[index];
      const verdict = comparisons.find((one) => one.arm === arm.name && one.metric === name)?.verdict;
      const judged = verdict && { verdict: { kind: verdict, text: VERDICT_WORDS[verdict] } };
      if (!estimate) return { arm: arm.name, text: 'too few keys to say anything', ...judged };
      const { value, low: from, high: to } = estimate;
      return {
        arm: arm.name,
        text: `${figure(value)} (between ${figure(from)} and ${figure(to)})`,
        interval: { low: place(from), value: place(value), high: place(to) },
        ...judged,
      };
    }),
  };
}

/** A margin keeps the ends of lines off the border. Percent. */
const MARGIN = 3;

function placer(low: number, high: number): (value: number) => number {
  const span = high - low;
  return (value) =>
    span === 0 ? 50 : Math.round((MARGIN + ((value - low) / span) * (100 - 2 * MARGIN)) * 10) / 10;
}

const VERDICT_WORDS = {
  better: 'better than control',
  worse: 'worse than control',
  'not-shown': 'no difference shown',
} as const;

const GUARD_WORDS = { kept: 'Kept', breached: 'Broken', 'not-shown': 'Not shown' } as const;

function guards({ experiment, guards: found }: ExperimentResults): PageGuard[] {
  return found.map(({ arm, metric: name, difference, limit, of, state }) => {
    const metric = experiment.guards.find((one) => one.name === name) ?? experiment.metric;
    const figure = (value: number) => metricFigure(metric, of, value);
    const bound = `${metric.better === 'lower' ? 'at most' : 'at least'} ${figure(limit)}`;
    const what = of === 'value' ? `${name} of ${arm}` : `what ${arm} adds to ${name}`;
    const is =
      difference &&
      `: ${figure(difference.value)}, between ${figure(difference.low)} and ${figure(difference.high)}`;
    return { state, stateText: GUARD_WORDS[state], text: `${what}, ${bound}${is ?? ''}` };
  });
}
