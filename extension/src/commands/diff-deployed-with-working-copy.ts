import * as vscode from 'vscode';
import type { Command } from '../app';
import { aboutRelease } from './support/about-release';
import { deployedState, localState, showChanges } from './support/project-state';

/** Compares what an environment runs with the files as they are here. */
export const diffDeployedWithWorkingCopy: Command = (app, argument) => {
  const again = () => vscode.commands.executeCommand('prompthub.diffDeployedWithWorkingCopy', argument);
  const question = { argument, title: 'Compare which environment?', doing: 'Nothing was compared', again };
  return aboutRelease(app, question, async (row, { project }) => {
    const before = await deployedState(project, row);
    if (before) await showChanges(before, await localState(app, row.link, before.commit), row.path);
    else void vscode.window.showInformationMessage(`Nothing is deployed to ${row.environment.name}.`);
  });
};
