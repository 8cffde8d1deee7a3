import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import { allItems } from '../commands/support/all-items';
import { pickEnvironment } from '../commands/support/about-release';
import { nameProblem } from '../commands/support/name-problem';
import { pickVersion } from '../commands/support/pick-version';
import { promptName } from '../environments/environment-text';
import { pointerOf, releaseRows } from '../environments/environments-view';
import type { ProjectLink } from '../hub/project-links';
import { askMetric, askWindow } from './ask-metric';
import { shareText } from './experiment-text';

const TITLE = 'New experiment';

export type ExperimentPlan = Parameters<ProjectClient['experiments']['create']>[0];

interface Planning {
  readonly project: ProjectClient;
  readonly link: ProjectLink;
  /** The path of the prompt in front: it is offered first. */
  readonly front: string | undefined;
}

/** Asks for all of a new experiment with one variant; undefined when the person goes away. */
export async function planExperiment(planning: Planning): Promise<ExperimentPlan | undefined> {
  const subject = await askSubject(planning);
  const where = subject && (await askWhere(planning, subject.path));
  const variant = where && (await askVariant());
  const weight = variant === undefined ? undefined : await askShare(SPLIT, SPLITS);
  const traffic = weight === undefined ? undefined : await askShare(TRAFFIC, TRAFFICS);
  const metric = traffic === undefined ? undefined : await askMetric(TITLE);
  const windowHours = metric && (await askWindow(TITLE, metric));
  const hypothesis =
    windowHours === undefined
      ? undefined
      : await askText('Hypothesis', { prompt: 'What is expected, and why?', longest: 2000 });
  const name =
    hypothesis === undefined
      ? undefined
      : await askText('Name of the experiment', { prompt: 'Few words, for lists', longest: 100 });
  if (!where || !metric || variant === undefined || weight === undefined || traffic === undefined)
    return undefined;
  if (windowHours === undefined || hypothesis === undefined || name === undefined) return undefined;
  return {
    ...{ name, hypothesis, traffic, metric, windowHours, environment: where.environment },
    ...(subject?.path === undefined ? {} : { path: subject.path }),
    arms: [
      { name: 'control', weight: 1000 - weight },
      { name: variant, ref: where.ref, weight },
    ],
  };
}

async function askSubject({ project, front }: Planning): Promise<{ path: string | undefined } | undefined> {
  const prompts = await allItems((cursor) => project.prompts({ cursor, kind: 'prompt' }));
  const items = prompts
    .map(({ path }) => ({ label: `$(file) ${promptName(path)}`, description: path, subject: { path } }))
    .sort((one, other) => Number(other.subject.path === front) - Number(one.subject.path === front));
  const whole = {
    label: '$(project) The whole project',
    description: 'all prompts together',
    subject: { path: undefined },
  };
  const options = { title: TITLE, placeHolder: 'What is tried?', matchOnDescription: true };
  return (await vscode.window.showQuickPick([...items, whole], options))?.subject;
}

/** In which environment, and which version stands against what runs there. */
async function askWhere(
  { project, link }: Planning,
  path: string | undefined,
): Promise<{ environment: string; ref: string } | undefined> {
  const rows = releaseRows(link, await project.releases.environments());
  const row = await pickEnvironment(rows, { title: TITLE, placeHolder: 'In which environment?' });
  if (!row) return undefined;
  const now = (pointerOf({ ...row, path }) ?? pointerOf(row))?.commit;
  const environment = row.environment.name;
  if (now === undefined) {
    const text = `Nothing runs in ${environment} yet: there is nothing to try another version against. Deploy one first.`;
    void vscode.window.showInformationMessage(text);
    return undefined;
  }
  const ref = await pickVersion(project, { link, path, title: `Variant for ${environment}`, now });
  return ref === undefined ? undefined : { environment, ref };
}

async function askVariant(): Promise<string | undefined> {
  const { slug } = await import('@prompthub/protocol');
  return vscode.window.showInputBox({
    title: 'Name of the variant',
    prompt: 'What the new version is called in results; what runs there is “control”',
    value: 'variant',
    ignoreFocusOut: true,
    validateInput: (text) => (text === 'control' ? 'That is what runs there' : nameProblem(slug, text)),
  });
}

const SPLIT = 'How many of those in the experiment get the new version?';
const SPLITS = [500, 200, 100, 50];
const TRAFFIC = 'How many of all keys are in the experiment?';
const TRAFFICS = [1000, 500, 200, 100, 50, 10];

/** Per mille. */
async function askShare(placeHolder: string, shares: readonly number[]): Promise<number | undefined> {
  const items = shares.map((share) => ({ label: shareText(share), share }));
  return (await vscode.window.showQuickPick(items, { title: TITLE, placeHolder }))?.share;
}

async function askText(
  title: string,
  { prompt, longest }: { prompt: string; longest: number },
): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    ...{ title, prompt, ignoreFocusOut: true },
    validateInput: (given) => {
      if (given.trim() === '') return 'Some words are needed';
      return given.trim().length > longest ? `At most ${longest} characters` : undefined;
    },
  });
  return text?.trim();
}
