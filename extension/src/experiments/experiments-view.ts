import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Experiment, ExperimentState } from '@prompthub/protocol';
import { allItems } from '../commands/support/all-items';
import type { ProjectLink } from '../hub/project-links';
import { ProjectTree, type ProjectTreeWorld } from '../hub/project-tree';
import { experimentSummary, inOrder, stepsOf } from './experiment-text';

/** A row of the Experiments view, which its context menu hands to commands. */
export interface ExperimentRow {
  readonly kind: 'experiment';
  readonly link: ProjectLink;
  readonly experiment: Experiment;
}

/** The experiments of the linked project: what runs first, then drafts, then what has ended. */
export class ExperimentsView extends ProjectTree<ExperimentRow> {
  constructor(world: ProjectTreeWorld) {
    super('prompthub.experiments', world);
  }

  protected override async load({ experiments }: ProjectClient, link: ProjectLink): Promise<ExperimentRow[]> {
    const all = await allItems((cursor) => experiments.list({ cursor, limit: 200 }));
    return inOrder(all).map((experiment) => ({ kind: 'experiment', link, experiment }));
  }

  protected override item(row: ExperimentRow): vscode.TreeItem {
    return experimentItem(row);
  }
}

const ICONS: Readonly<Record<ExperimentState, vscode.ThemeIcon>> = {
  draft: new vscode.ThemeIcon('circle-large-outline'),
  running: new vscode.ThemeIcon('beaker', new vscode.ThemeColor('charts.green')),
  stopped: new vscode.ThemeIcon('debug-stop'),
  promoted: new vscode.ThemeIcon('arrow-up'),
  'rolled-back': new vscode.ThemeIcon('discard'),
};

function experimentItem(row: ExperimentRow): vscode.TreeItem {
  const { id, name, state, hypothesis } = row.experiment;
  const item = new vscode.TreeItem(name);
  item.id = id;
  item.description = experimentSummary(row.experiment);
  item.iconPath = ICONS[state];
  item.contextValue = ['experiment', ...stepsOf(row.experiment)].join('.');
  item.accessibilityInformation = { label: `${name}, ${item.description}` };
  item.tooltip = new vscode.MarkdownString()
    .appendMarkdown('**')
    .appendText(name)
    .appendMarkdown('**\n\n')
    .appendText(item.description)
    .appendMarkdown('\n\n')
    .appendText(hypothesis);
  item.command = { command: 'prompthub.openExperiment', title: 'Show Experiment', arguments: [row] };
  return item;
}
