import * as vscode from 'vscode';
import type { Command } from '../app';
import { releaseName, shortId } from '../environments/environment-text';
import { pointerOf } from '../environments/environments-view';
import { aboutRelease } from './support/about-release';
import { moveRelease } from './support/move-release';
import { needsTrust } from './support/needs';
import { pickVersion } from './support/pick-version';

/** Lets an environment, or one prompt there, run a version that the person picks. */
export const deploy: Command = async (app, argument) => {
  if (!(await needsTrust('Deploying'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.deploy', argument);
  const question = { argument, title: 'Deploy to which environment?', doing: 'Nothing was deployed', again };
  return aboutRelease(app, question, async (row, { project }) => {
    const { path, link, environment } = row;
    const name = releaseName({ environment: environment.name, path });
    const now = pointerOf(row)?.commit;
    const ref = await pickVersion(project, { link, path, title: `Deploy to ${name}`, now });
    if (ref === undefined) return undefined;
    const title = `Deploy ${shortId(ref)} to ${name}`;
    const act = (body: Omit<Parameters<typeof project.releases.deploy>[1], 'ref'>) =>
      project.releases.deploy(environment.name, { ...body, ref });
    return moveRelease(app, { project, row, title, yes: 'Deploy', act });
  });
};
