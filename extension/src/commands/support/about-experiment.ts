import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Experiment } from '@prompthub/protocol';
import type { App } from '../../app';
import { experimentSummary, inOrder, stepsOf, type ExperimentStep } from '../../experiments/experiment-text';
import type { ProjectLink } from '../../hub/project-links';
import { allItems } from './all-items';
import { needsLink, needsSession } from './needs';
import { asExperimentRow } from './target';
import { tellFailure, type FailureContext } from './tell-failure';

interface Question extends Pick<FailureContext, 'doing' | 'again'> {
  /** What the command was given: a row of the view, or nothing. */
  readonly argument: unknown;
  /** Asks which experiment, when none was given. */
  readonly title: string;
  /** What is to be done: only those are offered of which it can be. */
  readonly step?: ExperimentStep;
}

export interface ExperimentScene {
  readonly project: ProjectClient;
  readonly link: ProjectLink;
  /** As the hub has it now. */
  readonly experiment: Experiment;
}

/** Does something about the experiment that was clicked, or one that the person picks. Says in words what went wrong. */
export async function aboutExperiment<T>(
  app: App,
  { argument, title, step, ...failure }: Question,
  act: (scene: ExperimentScene) => Promise<T>,
): Promise<T | undefined> {
  const given = asExperimentRow(argument);
  const link = given?.link ?? (await needsLink(app));
  if (!link || !(await needsSession(app, link.hub))) return undefined;
  try {
    const project = (await app.accounts.client(link.hub)).project(link.project);
    const experiment = given
      ? await project.experiments.get(given.experiment.id)
      : await pickExperiment(project, title, step);
    return experiment && (await act({ project, link, experiment }));
  } catch (error) {
    void tellFailure(app, error, failure);
    return undefined;
  } finally {
    app.experiments.refresh();
    app.experiment.refresh();
  }
}

async function pickExperiment(
  { experiments }: ProjectClient,
  title: string,
  step: ExperimentStep | undefined,
): Promise<Experiment | undefined> {
  const all = await allItems((cursor) => experiments.list({ cursor, limit: 200 }));
  const fit = inOrder(all).filter((one) => step === undefined || stepsOf(one).includes(step));
  if (fit.length === 0) {
    void vscode.window.showInformationMessage('There is no experiment with which this can be done.');
    return undefined;
  }
  const items = fit.map((one) => ({
    label: `$(beaker) ${one.name}`,
    description: experimentSummary(one),
    detail: one.hypothesis,
    experiment: one,
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.experiment;
}
