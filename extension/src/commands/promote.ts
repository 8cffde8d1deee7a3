import * as vscode from 'vscode';
import type { Command } from '../app';
import { releaseName } from '../environments/environment-text';
import { aboutRelease, pickEnvironment } from './support/about-release';
import { moveRelease } from './support/move-release';
import { needsTrust } from './support/needs';

/** Lets a later environment run what this one does. */
export const promote: Command = async (app, argument) => {
  if (!(await needsTrust('Promoting'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.promote', argument);
  const question = {
    argument,
    title: 'Promote from which environment?',
    doing: 'Nothing was promoted',
    again,
  };
  return aboutRelease(app, question, async (source, { project, rows }) => {
    const from = source.environment.name;
    const later = rows.slice(rows.findIndex(({ environment }) => environment.name === from) + 1);
    if (later.length === 0) {
      void vscode.window.showInformationMessage(`${from} stands last: nothing comes after it.`);
      return undefined;
    }
    const what = releaseName({ environment: from, path: source.path });
    const target =
      later.length === 1 ? later[0] : await pickEnvironment(later, { title: `Promote ${what} to…` });
    if (!target) return undefined;
    const to = target.environment.name;
    const row = { ...target, path: source.path };
    const act = (body: Parameters<typeof project.releases.promote>[1]) =>
      project.releases.promote(to, { ...body, from });
    return moveRelease(app, { project, row, title: `Promote ${what} to ${to}`, yes: 'Promote', act });
  });
};
