import type { Command } from '../app';
import { experimentPlace, shareText } from '../experiments/experiment-text';
import { aboutExperiment } from './support/about-experiment';
import { agree } from './support/agree';
import { needsTrust } from './support/needs';

/** Lets applications get the arms of a draft. */
export const startExperiment: Command = async (app, argument) => {
  if (!(await needsTrust('Starting experiments'))) return undefined;
  const question = {
    ...{ argument, step: 'start' as const },
    ...{ title: 'Start which experiment?', doing: 'The experiment was not started' },
  };
  return aboutExperiment(app, question, async ({ project, experiment }) => {
    const { id, name, arms, traffic } = experiment;
    const shares = arms.map((arm) => `${arm.name} ${shareText(arm.weight)}`).join(', ');
    const agreed = await agree({
      question: `Start “${name}”?`,
      detail: `From then on ${shareText(traffic)} of the keys of ${experimentPlace(experiment)} get one of the arms: ${shares}. Stop it at any time, and everybody gets what runs there.`,
      yes: 'Start',
    });
    return agreed ? project.experiments.start(id) : undefined;
  });
};
