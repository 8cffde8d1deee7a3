import type { Command } from '../app';
import { endExperiment } from './support/end-experiment';

/** Ends an experiment, and says that its variants were refused. */
export const rollBackExperiment: Command = (app, argument) =>
  endExperiment(app, {
    ...{ argument, step: 'rollBack', verb: 'Roll Back', also: ' The variants are marked as refused.' },
    end: ({ project, experiment }, why) => project.experiments.rollBack(experiment.id, { why }),
  });
