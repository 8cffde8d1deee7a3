import type { ExperimentStep } from './experiment-text';

/** What is done to an experiment, by the command that asks for it. */
export const STEP_COMMANDS: Readonly<Record<ExperimentStep, string>> = {
  start: 'prompthub.startExperiment',
  traffic: 'prompthub.changeTraffic',
  stop: 'prompthub.stopExperiment',
  promote: 'prompthub.promoteArm',
  rollBack: 'prompthub.rollBackExperiment',
};
