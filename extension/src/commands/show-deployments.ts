import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Deployment } from '@prompthub/protocol';
import type { Command } from '../app';
import { promptName, releaseName, shortId } from '../environments/environment-text';
import type { ReleaseRow } from '../environments/environments-view';
import type { ProjectLink } from '../hub/project-links';
import { relativeTime } from '../versions/relative-time';
import { aboutRelease } from './support/about-release';
import { noState, publishedState, showChanges } from './support/project-state';

const PAGE = 50;

/** Who moved an environment, when and why; the chosen move is shown as what it changed. */
export const showDeployments: Command = (app, argument) => {
  const again = () => vscode.commands.executeCommand('prompthub.showDeployments', argument);
  const question = {
    argument,
    title: 'History of which environment?',
    doing: 'The history is not known',
    again,
  };
  return aboutRelease(app, question, async (row, { project }) => {
    const move = await pickDeployment(project, row);
    if (move) await showMove(project, row.link, move);
  });
};

async function pickDeployment(
  project: ProjectClient,
  row: ReleaseRow,
  cursor?: string,
): Promise<Deployment | undefined> {
  const { environment, path } = row;
  const page = await project.releases.deployments(environment.name, { path, limit: PAGE, cursor });
  const name = releaseName({ environment: environment.name, path });
  if (page.items.length === 0) {
    void vscode.window.showInformationMessage(`Nothing was ever deployed to ${name}.`);
    return undefined;
  }
  const older = page.nextCursor === undefined ? [] : [{ label: '$(ellipsis) Older…', move: undefined }];
  const picked = await vscode.window.showQuickPick([...page.items.map(moveItem), ...older], {
    title: `Deployments of ${name}`,
    placeHolder: 'Choose one to see what it changed',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked && !picked.move ? pickDeployment(project, row, page.nextCursor) : picked?.move;
}

const ICONS: Record<Deployment['kind'], string> = {
  deployed: 'rocket',
  promoted: 'arrow-up',
  'rolled-back': 'discard',
  withdrawn: 'circle-slash',
};

function moveItem(move: Deployment) {
  const { kind, path, from, to, source, why, by, at } = move;
  const what = [path && promptName(path), kind.replace('-', ' '), source && `from ${source}`]
    .filter(Boolean)
    .join(' ');
  const ids = [from, to].map((commit) => (commit === undefined ? 'nothing' : shortId(commit))).join(' → ');
  return {
    label: `$(${ICONS[kind]}) ${what}`,
    description: `${ids} · ${by.name}, ${relativeTime(at, Date.now())}`,
    detail: why,
    move,
  };
}

async function showMove(
  project: ProjectClient,
  link: ProjectLink,
  { from, to, path }: Deployment,
): Promise<void> {
  const some = to ?? from;
  if (some === undefined) return;
  const state = async (commit: string | undefined) =>
    (commit === undefined ? undefined : await publishedState(project, link, commit)) ?? noState(link, some);
  await showChanges(await state(from), await state(to), path);
}
