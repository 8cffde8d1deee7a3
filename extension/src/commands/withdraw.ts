import * as vscode from 'vscode';
import type { Command } from '../app';
import { releaseName } from '../environments/environment-text';
import { pointerOf, type ReleaseRow } from '../environments/environments-view';
import { aboutRelease } from './support/about-release';
import { moveRelease } from './support/move-release';
import { needsTrust } from './support/needs';

/** Takes away what an environment runs. A prompt with a version of its own there follows the project again. */
export const withdraw: Command = async (app, argument) => {
  if (!(await needsTrust('Withdrawing'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.withdraw', argument);
  const question = {
    argument,
    title: 'Withdraw from which environment?',
    doing: 'Nothing was withdrawn',
    again,
  };
  return aboutRelease(app, question, async (row, { project }) => {
    const chosen = argument === undefined ? await pickWhat(row) : row;
    if (!chosen) return undefined;
    const environment = chosen.environment.name;
    const name = releaseName({ environment, path: chosen.path });
    if (!pointerOf(chosen)) {
      void vscode.window.showInformationMessage(`Nothing is deployed to ${name}.`);
      return undefined;
    }
    const act = (body: Omit<Parameters<typeof project.releases.deploy>[1], 'ref'>) =>
      project.releases.deploy(environment, { ...body, ref: null });
    return moveRelease(app, { project, row: chosen, title: `Withdraw ${name}`, yes: 'Withdraw', act });
  });
};

/** Asks only where prompts have versions of their own. */
async function pickWhat(row: ReleaseRow): Promise<ReleaseRow | undefined> {
  const { name, project, prompts } = row.environment;
  if (prompts.length === 0) return row;
  const whole = { label: '$(server-environment) The whole project', row };
  const own = prompts.map(({ path }) => ({
    label: `$(pinned) ${path}`,
    description: 'follows the project again',
    row: { ...row, path },
  }));
  const items = project ? [whole, ...own] : own;
  return (await vscode.window.showQuickPick(items, { title: `Withdraw what from ${name}?` }))?.row;
}
