import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Branch } from '@prompthub/protocol';
import type { Command } from '../app';
import type { ProjectLink } from '../hub/project-links';
import { branchChoices } from '../source-control/branch-choices';
import { aboutProject } from './support/about-project';
import { allItems } from './support/all-items';
import { pickCommit } from './support/commit-target';
import { goToBranch } from './support/go-to-branch';
import { nameProblem } from './support/name-problem';
import { needsTrust } from './support/needs';
import { saveProjectFiles } from './support/save-project-files';

/** Makes a branch, here, at another one or at a version, and takes the folder there. */
export const createBranch: Command = async (app) => {
  if (!(await needsTrust('Making branches'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.createBranch');
  return aboutProject(app, { doing: 'No branch was made', again }, async (project, link) => {
    const branches = await allItems((cursor) => project.branches({ cursor }));
    if (branches.length === 0) {
      void vscode.window.showInformationMessage(
        `Publish a first version of ${link.project}; then it has branches.`,
      );
      return undefined;
    }
    const name = await askForName(branches);
    const from = name === undefined ? undefined : await pickStart(project, link, branches);
    if (name === undefined || from === undefined) return undefined;
    if (from === link.branch) return goToBranch(app, link, { branch: name, create: true });
    // Asked before there is a branch, so that who says no has made none.
    if (!(await saveProjectFiles(app, link, 'Switch'))) return undefined;
    await project.createBranch({ name, from });
    return goToBranch(app, link, { branch: name, made: true });
  });
};

async function askForName(branches: readonly Branch[]): Promise<string | undefined> {
  const { branchName } = await import('@prompthub/protocol');
  return vscode.window.showInputBox({
    title: 'New branch',
    placeHolder: 'shorter-replies',
    ignoreFocusOut: true,
    validateInput: (text) =>
      branches.some(({ name }) => name === text)
        ? `There is a branch ${text} already`
        : nameProblem(branchName, text),
  });
}

/** A branch or the id of a version. */
async function pickStart(
  project: ProjectClient,
  link: ProjectLink,
  branches: readonly Branch[],
): Promise<string | undefined> {
  const [here] = branchChoices(branches, link.branch, Date.now());
  const other = { label: '$(git-commit) Elsewhere…', description: 'at another branch, a tag or a version' };
  const title = 'Where does it begin?';
  const picked = await vscode.window.showQuickPick(here ? [here, other] : [other], { title });
  if (!picked || 'branch' in picked) return picked?.branch.name;
  return (await pickCommit({ link, project }, title))?.id;
}
