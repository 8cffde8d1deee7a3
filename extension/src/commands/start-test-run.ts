import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { isDeployable, promptName } from '../environments/environment-text';
import { costCapProblem } from '../hub-tests/hub-test-text';
import { aboutProject } from './support/about-project';
import { needsTrust } from './support/needs';
import { pickTestedVersion } from './support/pick-tested-version';

const TITLE = 'Test run on the hub';

/** Lets the hub run the tests of a version: of the commit that it is given, else of one that the person picks. */
export const startTestRun: Command = async (app, argument) => {
  if (!(await needsTrust('Running tests'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.startTestRun', argument);
  return aboutProject(app, { doing: 'No test run was started', again }, async (project, link) => {
    const ref = typeof argument === 'string' ? argument : await pickTestedVersion(project, link, TITLE);
    const subject = ref === undefined ? undefined : await askSubject(app);
    const cap = subject && (await askCap());
    if (ref === undefined || !subject || !cap) return undefined;
    const run = await project.testRuns.start({ ref, ...subject, ...cap });
    app.hubTests.refresh();
    await vscode.commands.executeCommand('prompthub.testRuns.focus');
    return run;
  });
};

/** All prompts, or the one in front. */
async function askSubject({ links }: App): Promise<{ paths?: string[] } | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  const path = document && links.projectPath(document.uri);
  if (path === undefined || !isDeployable(path)) return {};
  const items = [
    { label: '$(project) All prompts', subject: {} },
    { label: `$(file) ${promptName(path)}`, description: path, subject: { paths: [path] } },
  ];
  const options = { title: TITLE, placeHolder: 'The tests of which prompts?' };
  return (await vscode.window.showQuickPick(items, options))?.subject;
}

async function askCap(): Promise<{ maxCostUsd?: number } | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'What the test run may cost',
    prompt: 'US dollars at most: what could pass it is skipped. Empty: no limit but the budgets of the hub',
    placeHolder: '2',
    ignoreFocusOut: true,
    validateInput: costCapProblem,
  });
  if (text === undefined) return undefined;
  return text.trim() === '' ? {} : { maxCostUsd: Number(text.trim()) };
}
