import * as vscode from 'vscode';
import type { Command } from '../app';
import { aboutRelease } from './support/about-release';
import { needsTrust } from './support/needs';

/** Deletes an environment that nothing is deployed to; the hub refuses any other. */
export const deleteEnvironment: Command = async (app, argument) => {
  if (!(await needsTrust('Deleting environments'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.deleteEnvironment', argument);
  const question = {
    argument,
    title: 'Delete which environment?',
    doing: 'No environment was deleted',
    again,
  };
  return aboutRelease(app, question, async ({ environment: { name } }, { project }) => {
    const yes = 'Delete';
    const detail =
      'Applications that ask for it get an error from then on. What was deployed there stays in the audit trail.';
    const question = `Delete the environment ${name}?`;
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes)
      return undefined;
    await project.releases.deleteEnvironment(name);
    app.environments.refresh();
    void vscode.window.showInformationMessage(`Deleted the environment ${name}.`);
    return name;
  });
};
