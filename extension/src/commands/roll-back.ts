import * as vscode from 'vscode';
import type { Command } from '../app';
import { releaseName } from '../environments/environment-text';
import { aboutRelease } from './support/about-release';
import { moveRelease } from './support/move-release';
import { needsTrust } from './support/needs';

/** Lets an environment, or one prompt there, run what it ran before. */
export const rollBack: Command = async (app, argument) => {
  if (!(await needsTrust('Rolling back'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.rollBack', argument);
  const question = {
    argument,
    title: 'Roll back which environment?',
    doing: 'Nothing was rolled back',
    again,
  };
  return aboutRelease(app, question, async (row, { project }) => {
    const environment = row.environment.name;
    const title = `Roll back ${releaseName({ environment, path: row.path })}`;
    const act = (body: Parameters<typeof project.releases.rollBack>[1]) =>
      project.releases.rollBack(environment, body);
    return moveRelease(app, { project, row, title, yes: 'Roll Back', act });
  });
};
