import * as vscode from 'vscode';
import type { Command } from '../app';
import { aboutRelease } from './support/about-release';
import { deployedState, publishedState, showChanges } from './support/project-state';

/** Compares what an environment runs with the newest version of the default branch. */
export const diffDeployedWithBranch: Command = (app, argument) => {
  const again = () => vscode.commands.executeCommand('prompthub.diffDeployedWithBranch', argument);
  const question = { argument, title: 'Compare which environment?', doing: 'Nothing was compared', again };
  return aboutRelease(app, question, async (row, { project }) => {
    const before = await deployedState(project, row);
    const after = await publishedState(project, row.link);
    if (before && after) await showChanges(before, after, row.path);
    else void vscode.window.showInformationMessage(`Nothing is deployed to ${row.environment.name}.`);
  });
};
