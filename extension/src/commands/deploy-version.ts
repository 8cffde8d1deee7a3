import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { isDeployable, promptName, releaseName, shortId } from '../environments/environment-text';
import type { VersionAddress } from '../versions/version-uri';
import { aboutRelease } from './support/about-release';
import { moveRelease } from './support/move-release';
import { needsLink, needsSession, needsTrust } from './support/needs';
import { publishedVersion } from './support/published-version';
import { asVersionRow, targetPrompt } from './support/target';
import { tellFailure } from './support/tell-failure';

/** Lets an environment run a version of the Versions view, or the newest published one of a prompt. */
export const deployVersion: Command = async (app, argument) => {
  if (!(await needsTrust('Deploying'))) return undefined;
  const version = asVersionRow(argument)?.address ?? (await newestVersion(app, argument));
  if (!version) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.deployVersion', argument);
  const title = `Deploy ${promptName(version.path)} ${shortId(version.commit)} to…`;
  const question = { argument: undefined, title, doing: 'Nothing was deployed', again };
  return aboutRelease(app, question, async (picked, { project }) => {
    const scope = await pickScope(version);
    if (!scope) return undefined;
    const row = { ...picked, path: scope.path };
    const to = row.environment.name;
    const act = (body: Omit<Parameters<typeof project.releases.deploy>[1], 'ref'>) =>
      project.releases.deploy(to, { ...body, ref: version.commit });
    const what = `Deploy ${shortId(version.commit)} to ${releaseName({ environment: to, path: scope.path })}`;
    return moveRelease(app, { project, row, title: what, yes: 'Deploy', act });
  });
};

async function newestVersion(app: App, argument: unknown): Promise<VersionAddress | undefined> {
  const uri = targetPrompt(argument);
  const link = uri && (await needsLink(app, uri));
  if (!uri || !link || !(await needsSession(app, link.hub))) return undefined;
  const path = app.links.projectPath(uri);
  try {
    const version = path === undefined ? undefined : await publishedVersion(app, link, path);
    if (version) return version;
  } catch (error) {
    void tellFailure(app, error, { doing: 'Nothing was deployed' });
    return undefined;
  }
  const publish = 'Publish…';
  const text = `${uri.path.split('/').at(-1)} has not been published yet, and only published versions are deployed.`;
  if ((await vscode.window.showInformationMessage(text, publish)) === publish)
    await vscode.commands.executeCommand('prompthub.publish', uri);
  return undefined;
}

async function pickScope({
  path,
  missing,
}: VersionAddress): Promise<{ path: string | undefined } | undefined> {
  const project = {
    label: '$(repo) The whole project',
    description: 'all prompts as they are in this version',
    path: undefined,
  };
  if (!isDeployable(path) || missing) return project;
  const prompt = {
    label: `$(pinned) Only ${promptName(path)}`,
    description: 'with its partials; other prompts stay as they are',
    path,
  };
  return vscode.window.showQuickPick([prompt, project], { title: 'Deploy what?' });
}
