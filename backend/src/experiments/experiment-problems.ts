import type { ExperimentState } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';

/** Refusals of experiments, in one place so that their words agree. Codes are part of the API. */
export const experimentNotFound = () =>
  new ProblemError(404, 'not-found', 'There is no such experiment in this project.');

export const stateWords = (state: ExperimentState): string => (state === 'draft' ? 'a draft' : state);

export const notInState = (name: string, state: ExperimentState, wanted: string) =>
  new ProblemError(
    409,
    'experiment-state',
    `"${name}" is ${stateWords(state)}. This can be done with one that is ${wanted}.`,
    { state },
  );

export const alreadyRunning = (where: string) =>
  new ProblemError(
    409,
    'experiment-running',
    `An experiment runs on ${where} already. Stop it first: keys cannot be in two of them.`,
  );

export const controlNotRunning = (environment: string, runs: string) =>
  new ProblemError(
    409,
    'control-not-running',
    `Control is another version than "${environment}" runs, which is ${runs.slice(0, 10)}. Deploy control first, or leave its version out.`,
    { current: runs },
  );

export const armLacksPrompts = (arm: string, paths: readonly string[]) =>
  new ProblemError(
    422,
    'arm-lacks-prompts',
    `The version of "${arm}" lacks ${paths.length === 1 ? `"${paths[0] ?? ''}"` : `${paths.length} prompts`} that control has. ` +
      'Whoever got this arm would get none.',
    { paths: paths.slice(0, 100) },
  );

export const armNotFound = (arm: string) =>
  new ProblemError(404, 'arm-not-found', `The experiment has no arm "${arm}".`);

export const controlWins = () =>
  new ProblemError(
    409,
    'control-runs',
    'Control runs there already. Stop the experiment, or roll it back, and everybody gets it.',
  );

export const unknownMetric = (metric: string, known: readonly string[]) =>
  new ProblemError(
    422,
    'unknown-metric',
    `No experiment of this project has a metric "${metric}" that is reported. ` +
      (known.length === 0
        ? 'None has any.'
        : `There ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ')}.`),
  );

export const notBinary = (metric: string, value: number) =>
  new ProblemError(422, 'not-binary', `"${metric}" is binary: a value is 0 or 1, and not ${value}.`);

export const movedMeanwhile = (environment: string) =>
  new ProblemError(
    409,
    'release-moved',
    `"${environment}" runs another version than when the experiment started, so it has ended. Look again, then decide.`,
  );
