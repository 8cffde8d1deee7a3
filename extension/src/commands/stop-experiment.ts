import type { Command } from '../app';
import { endExperiment } from './support/end-experiment';

/** Ends an experiment: everybody gets what runs there. */
export const stopExperiment: Command = (app, argument) =>
  endExperiment(app, {
    ...{ argument, step: 'stop', verb: 'Stop', also: '' },
    end: ({ project, experiment }, why) => project.experiments.stop(experiment.id, { why }),
  });
