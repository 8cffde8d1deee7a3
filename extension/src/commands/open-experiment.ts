import type { Command } from '../app';
import { aboutExperiment } from './support/about-experiment';
import { asExperimentRow } from './support/target';

/** Opens the page of an experiment. */
export const openExperiment: Command = async (app, argument) => {
  const given = asExperimentRow(argument);
  if (given) return app.experiment.show({ link: given.link, id: given.experiment.id });
  const question = { argument, title: 'Show which experiment?', doing: 'No experiment is shown' };
  return aboutExperiment(app, question, ({ link, experiment: { id } }) => {
    app.experiment.show({ link, id });
    return Promise.resolve();
  });
};
