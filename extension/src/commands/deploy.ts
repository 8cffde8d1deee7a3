import * as vscode from 'vscode';
import type { CommitPage } from '@prompthub/protocol';
import type { Command } from '../app';
import { releaseName, shortId } from '../environments/environment-text';
import { pointerOf, type ReleaseRow } from '../environments/environments-view';
import { relativeTime } from '../versions/relative-time';
import { aboutRelease } from './support/about-release';
import { moveRelease } from './support/move-release';
import { needsTrust } from './support/needs';

const OFFERED = 100;

/** Lets an environment, or one prompt there, run a version that the person picks. */
export const deploy: Command = async (app, argument) => {
  if (!(await needsTrust('Deploying'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.deploy', argument);
  const question = { argument, title: 'Deploy to which environment?', doing: 'Nothing was deployed', again };
  return aboutRelease(app, question, async (row, { project }) => {
    const { path, link, environment } = row;
    const { items } = await project.history({ path, ref: link.branch, limit: OFFERED });
    const ref = await pickVersion(row, items);
    if (ref === undefined) return undefined;
    const title = `Deploy ${shortId(ref)} to ${releaseName({ environment: environment.name, path })}`;
    const act = (body: Omit<Parameters<typeof project.releases.deploy>[1], 'ref'>) =>
      project.releases.deploy(environment.name, { ...body, ref });
    return moveRelease(app, { project, row, title, yes: 'Deploy', act });
  });
};

async function pickVersion(row: ReleaseRow, versions: CommitPage['items']): Promise<string | undefined> {
  const name = releaseName({ environment: row.environment.name, path: row.path });
  if (versions.length === 0) {
    void vscode.window.showInformationMessage(`${row.link.project} has no published version yet.`);
    return undefined;
  }
  const now = pointerOf(row)?.commit;
  const items = versions.map(({ id, message, author, createdAt }) => ({
    label: message.split('\n')[0] ?? '',
    description: `${shortId(id)} · ${author.name}, ${relativeTime(createdAt, Date.now())}`,
    ...(id === now ? { detail: '$(check) runs there now' } : {}),
    id,
  }));
  const options = { title: `Deploy to ${name}`, placeHolder: 'Which version?', matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.id;
}
