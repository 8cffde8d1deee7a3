import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { App, Command } from '../app';
import type { MatrixRequest } from '../matrix/matrix-run';
import { mayCost } from '../testing/test-costs';
import { aboutRelease } from './support/about-release';
import { needsTrust } from './support/needs';
import { asReleaseRow, targetPrompt } from './support/target';

const DEPLOYED = 'deployed';

/** Runs the tests of a prompt with the version that an environment runs, and with the text here, and says what that shows. */
export const testAgainstDeployed: Command = async (app, argument) => {
  if (!(await needsTrust('Running tests'))) return undefined;
  const uri = targetPrompt(asReleaseRow(argument) ? undefined : argument);
  if (!uri) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.testAgainstDeployed', argument);
  const question = { argument, title: 'Compare with which environment?', doing: 'No tests were run', again };
  const request = await aboutRelease(app, question, ({ environment: { name } }, { project }) =>
    requestFor(app, uri, { name, project }),
  );
  if (!request || !(await mayCost(app.language, request))) return undefined;
  return app.matrix.start(request);
};

async function requestFor(
  { links }: App,
  uri: vscode.Uri,
  { name, project }: { name: string; project: ProjectClient },
): Promise<MatrixRequest | undefined> {
  const path = links.projectPath(uri);
  if (path === undefined) {
    void vscode.window.showInformationMessage('This prompt is in no folder that is linked to a project.');
    return undefined;
  }
  const answer = await project.resolvePrompt({ path, environment: name });
  if (answer === 'unchanged') return undefined;
  const { content, partials, commit } = answer.value;
  const texts = Object.entries(partials).map(([partial, text]): [string, string] => [partial, text.content]);
  return {
    title: `${path}: here and in ${name}`,
    prompts: [{ uri: uri.toString() }],
    columns: [{ label: `${name} (${commit.slice(0, 7)})`, variant: DEPLOYED }, { label: 'the text here' }],
    texts: [{ uri: uri.toString(), variant: DEPLOYED, source: content, partials: Object.fromEntries(texts) }],
  };
}
