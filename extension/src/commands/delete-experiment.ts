import type { Command } from '../app';
import { experimentPlace } from '../experiments/experiment-text';
import { aboutExperiment } from './support/about-experiment';
import { agree } from './support/agree';
import { needsTrust } from './support/needs';

/** Takes a draft away: nobody has seen any of it. */
export const deleteExperiment: Command = async (app, argument) => {
  if (!(await needsTrust('Deleting drafts of experiments'))) return undefined;
  const question = {
    ...{ argument, step: 'delete' as const },
    ...{ title: 'Delete which draft?', doing: 'The draft was not deleted' },
  };
  return aboutExperiment(app, question, async ({ project, experiment }) => {
    const { id, name } = experiment;
    const agreed = await agree({
      question: `Delete the draft “${name}”?`,
      detail: `It was never started: ${experimentPlace(experiment)}. This cannot be undone.`,
      yes: 'Delete',
    });
    if (!agreed) return;
    await project.experiments.delete(id);
    app.experiment.close(id);
  });
};
