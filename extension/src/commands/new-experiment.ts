import * as vscode from 'vscode';
import type { Command } from '../app';
import { isDeployable } from '../environments/environment-text';
import { planExperiment } from '../experiments/plan-experiment';
import { aboutProject } from './support/about-project';
import { needsTrust } from './support/needs';

/** Plans an experiment: a draft, which changes nothing yet, and whose page opens. */
export const newExperiment: Command = async (app) => {
  if (!(await needsTrust('Planning experiments'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.newExperiment');
  return aboutProject(app, { doing: 'No experiment was made', again }, async (project, link) => {
    const document = vscode.window.activeTextEditor?.document;
    const path = document && app.links.projectPath(document.uri);
    const front = path !== undefined && isDeployable(path) ? path : undefined;
    const plan = await planExperiment({ project, link, front });
    if (!plan) return undefined;
    const made = await project.experiments.create(plan);
    app.experiments.refresh();
    app.experiment.show({ link, id: made.id });
    return made;
  });
};
