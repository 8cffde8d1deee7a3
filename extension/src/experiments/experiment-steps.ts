import type { ExperimentStep } from './experiment-text';

/** What is done to an experiment, by the command that asks for it. */
export const STEP_COMMANDS: Readonly<Record<ExperimentStep, string>> = {
  start: 'prompthub.startExperiment',
  traffic: 'prompthub.changeTraffic',
  delete: 'prompthub.deleteExperiment',
  stop: 'prompthub.stopExperiment',
  promote: 'prompthub.promoteArm',
  rollBack: 'prompthub.rollBackExperiment',
};
