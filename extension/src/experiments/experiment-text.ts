import type { Experiment, ExperimentState } from '@prompthub/protocol';
import { promptName } from '../environments/environment-text';

export const STATE_WORDS: Readonly<Record<ExperimentState, string>> = {
  draft: 'draft',
  running: 'running',
  stopped: 'stopped',
  promoted: 'promoted',
  'rolled-back': 'rolled back',
};

/** Running ones first, then drafts, then those that have ended; each in the order given. */
export function inOrder(experiments: readonly Experiment[]): Experiment[] {
  const rank = ({ state }: Experiment) => (state === 'running' ? 0 : state === 'draft' ? 1 : 2);
  return [...experiments].sort((one, other) => rank(one) - rank(other));
}

/** `reply in production`, or `production`. */
export function experimentPlace({ environment, path }: Experiment): string {
  return path === undefined ? environment : `${promptName(path)} in ${environment}`;
}

/** `20 %`, of a share per mille. */
export function shareText(perMille: number): string {
  return `${perMille / 10} %`;
}

/** Per mille; undefined for what is no share. Takes `20`, `2.5` and `2.5 %`. */
export function parseShare(text: string): number | undefined {
  const given = /^(\d{1,3}(?:\.\d)?)\s*%?$/.exec(text.trim())?.[1];
  const perMille = given === undefined ? 0 : Math.round(Number(given) * 10);
  return perMille >= 1 && perMille <= 1000 ? perMille : undefined;
}

/** In one line, the most telling first: a narrow side bar cuts the end off. */
export function experimentSummary(experiment: Experiment): string {
  const { state, traffic, winner } = experiment;
  const words = winner === undefined ? STATE_WORDS[state] : `${STATE_WORDS[state]}: ${winner}`;
  const share = state === 'running' ? [`${shareText(traffic)} of the traffic`] : [];
  return [words, experimentPlace(experiment), ...share].join(' · ');
}

export type ExperimentStep = 'start' | 'traffic' | 'delete' | 'stop' | 'promote' | 'rollBack';

const STEPS: Readonly<Record<ExperimentState, readonly ExperimentStep[]>> = {
  draft: ['start', 'traffic', 'delete'],
  running: ['promote', 'traffic', 'stop', 'rollBack'],
  stopped: ['promote'],
  promoted: [],
  'rolled-back': [],
};

/** What can be done next; the most likely first. A draft that was given up has no version that anybody saw. */
export function stepsOf({ state, startedAt }: Experiment): readonly ExperimentStep[] {
  return state === 'stopped' && startedAt === undefined ? [] : STEPS[state];
}
