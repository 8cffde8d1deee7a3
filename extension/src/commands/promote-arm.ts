import * as vscode from 'vscode';
import type { Experiment } from '@prompthub/protocol';
import type { Command } from '../app';
import { shortId } from '../environments/environment-text';
import { experimentPlace } from '../experiments/experiment-text';
import { aboutExperiment, type ExperimentScene } from './support/about-experiment';
import { agree } from './support/agree';
import { askWhy } from './support/ask-why';
import { needsTrust } from './support/needs';

/** Deploys an arm of an experiment, which ends with it. */
export const promoteArm: Command = async (app, argument) => {
  if (!(await needsTrust('Promoting arms'))) return undefined;
  const question = {
    ...{ argument, step: 'promote' as const },
    ...{ title: 'Promote an arm of which experiment?', doing: 'No arm was promoted' },
  };
  return aboutExperiment(app, question, async (scene) => {
    const { project, experiment } = scene;
    const arm = await pickArm(scene);
    const why =
      arm && (await askWhy({ title: `Promote ${arm.name}`, prompt: 'Stays in the history of deployments' }));
    if (!arm || why === undefined) return undefined;
    const agreed = await agree({
      question: `Promote ${arm.name} of “${experiment.name}”?`,
      detail: `Everybody gets ${arm.name}${arm.commit === undefined ? '' : ` (${shortId(arm.commit)})`} then: ${experimentPlace(experiment)}. The experiment ends.\n\n“${why}”`,
      yes: 'Promote',
    });
    if (!agreed) return undefined;
    const promoted = await project.experiments.promote(experiment.id, { arm: arm.name, why });
    app.environments.refresh();
    return promoted;
  });
};

/** Variants only: control runs there already. The one that the hub would promote stands first. */
async function pickArm({
  project,
  experiment,
}: ExperimentScene): Promise<Experiment['arms'][number] | undefined> {
  const { recommendation } = await project.experiments.results(experiment.id);
  const best = recommendation.action === 'promote' ? recommendation.arm : undefined;
  const items = experiment.arms
    .slice(1)
    .map((arm) => ({
      label: `$(beaker) ${arm.name}`,
      description: arm.commit === undefined ? '' : shortId(arm.commit),
      ...(arm.name === best ? { detail: '$(check) shown to be better' } : {}),
      arm,
    }))
    .sort((one, other) => Number(other.arm.name === best) - Number(one.arm.name === best));
  const options = { title: `Promote an arm of “${experiment.name}”`, placeHolder: 'Which one is deployed?' };
  return (await vscode.window.showQuickPick(items, options))?.arm;
}
