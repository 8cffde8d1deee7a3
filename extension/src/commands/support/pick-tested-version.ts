import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { ProjectLink } from '../../hub/project-links';
import { branchChoices } from '../../source-control/branch-choices';
import { allItems } from './all-items';
import { pickVersion } from './pick-version';

interface Item extends vscode.QuickPickItem {
  readonly pick: () => Promise<string | undefined>;
}

/** A branch, or one of the newest commits of the linked one; undefined when the person picks none. */
export async function pickTestedVersion(
  project: ProjectClient,
  link: ProjectLink,
  title: string,
): Promise<string | undefined> {
  const branches = await allItems((cursor) => project.branches({ cursor }));
  const items: Item[] = [
    ...branchChoices(branches, link.branch, Date.now()).map(({ branch: { name }, ...choice }) => ({
      ...choice,
      pick: () => Promise.resolve(name),
    })),
    {
      label: '$(git-commit) One version…',
      pick: () => pickVersion(project, { link, path: undefined, title, now: undefined }),
    },
  ];
  const placeHolder = 'The tests of which version?';
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.pick();
}
