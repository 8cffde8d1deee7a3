import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import { shortId } from '../../environments/environment-text';
import type { ProjectLink } from '../../hub/project-links';
import { relativeTime } from '../../versions/relative-time';

const OFFERED = 100;

interface VersionQuestion {
  readonly link: ProjectLink;
  /** Only versions that changed this prompt. */
  readonly path: string | undefined;
  readonly title: string;
  /** The commit that runs there now. */
  readonly now: string | undefined;
}

/** The id of one of the newest commits of the linked branch; undefined when the person picks none. */
export async function pickVersion(
  project: ProjectClient,
  { link, path, title, now }: VersionQuestion,
): Promise<string | undefined> {
  const { items: versions } = await project.history({ path, ref: link.branch, limit: OFFERED });
  if (versions.length === 0) {
    void vscode.window.showInformationMessage(`${link.project} has no published version yet.`);
    return undefined;
  }
  const items = versions.map(({ id, message, author, createdAt }) => ({
    label: message.split('\n')[0] ?? '',
    description: `${shortId(id)} · ${author.name}, ${relativeTime(createdAt, Date.now())}`,
    ...(id === now ? { detail: '$(check) runs there now' } : {}),
    id,
  }));
  const options = { title, placeHolder: 'Which version?', matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.id;
}
