import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Label, LabelMove } from '@prompthub/protocol';
import type { App, Command } from '../app';
import { isDeployable, promptName, shortId } from '../environments/environment-text';
import type { ProjectLink } from '../hub/project-links';
import { relativeTime } from '../versions/relative-time';
import { aboutProject } from './support/about-project';
import { allItems } from './support/all-items';
import { pickCommit } from './support/commit-target';
import { nameProblem } from './support/name-problem';
import { needsTrust } from './support/needs';
import { targetPrompt } from './support/target';
import { tellFailure } from './support/tell-failure';

interface Prompt {
  readonly project: ProjectClient;
  readonly link: ProjectLink;
  readonly path: string;
}

/** The labels of a prompt: where they point, and moving, undoing and deleting them. */
export const labels: Command = async (app, argument) => {
  if (!(await needsTrust('Moving labels'))) return undefined;
  const uri = targetPrompt(argument);
  const path = uri && app.links.projectPath(uri);
  if (path === undefined) return undefined;
  if (!isDeployable(path)) {
    void vscode.window.showInformationMessage(
      'Only prompts have labels; a partial comes with the prompts that include it.',
    );
    return undefined;
  }
  const again = () => vscode.commands.executeCommand('prompthub.labels', argument);
  return aboutProject(app, { doing: 'No label was moved', again }, async (project, link) => {
    const prompt = { project, link, path };
    const existing = await allItems((cursor) => project.releases.labels({ path, cursor }));
    const picked = await pickLabel(prompt, existing);
    if (!picked) return undefined;
    return picked.label ? change(app, prompt, picked.label) : create(app, prompt, existing);
  });
};

async function pickLabel(
  { path }: Prompt,
  existing: readonly Label[],
): Promise<{ label?: Label } | undefined> {
  const items = existing.map((label) => ({
    label: `$(tag) ${label.label}`,
    description: `${shortId(label.commit)} · ${label.by.name}, ${relativeTime(label.at, Date.now())}`,
    detail: label.why,
    value: { label },
  }));
  const title = `Labels of ${promptName(path)}`;
  const made = { label: '$(add) New label…', value: {} };
  return (await vscode.window.showQuickPick([...items, made], { title, matchOnDetail: true }))?.value;
}

async function create(app: App, prompt: Prompt, existing: readonly Label[]): Promise<LabelMove | undefined> {
  const { labelName } = await import('@prompthub/protocol');
  const name = await vscode.window.showInputBox({
    title: `New label of ${promptName(prompt.path)}`,
    placeHolder: 'stable',
    ignoreFocusOut: true,
    validateInput: (text) =>
      existing.some(({ label }) => label === text)
        ? `There is a label ${text} already`
        : nameProblem(labelName, text),
  });
  return name === undefined ? undefined : move(app, prompt, { name, expected: null });
}

async function change(
  app: App,
  prompt: Prompt,
  { label: name, commit: expected }: Label,
): Promise<LabelMove | undefined> {
  const { project, path } = prompt;
  const items = [
    { label: '$(tag) Move…', description: 'to another version', act: 'move' as const },
    { label: '$(discard) Undo', description: 'back to where it was before', act: 'undo' as const },
    {
      label: '$(trash) Delete',
      description: 'applications that ask for it get an error',
      act: 'delete' as const,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: `${name} of ${promptName(path)}` });
  if (!picked) return undefined;
  if (picked.act === 'move') return move(app, prompt, { name, expected });
  if (picked.act === 'undo') {
    const undone = await project.releases.undoLabel(name, { path, expected });
    tell(undone);
    return undone;
  }
  const [yes, question] = ['Delete', `Delete the label ${name} of ${promptName(path)}?`];
  if ((await vscode.window.showWarningMessage(question, { modal: true }, yes)) !== yes) return undefined;
  await project.releases.deleteLabel(name, { path, expected });
  void vscode.window.showInformationMessage(`Deleted the label ${name} of ${promptName(path)}.`);
  return undefined;
}

/** @param expected what the person saw there; when somebody was faster, the hub refuses */
async function move(
  app: App,
  { project, link, path }: Prompt,
  { name, expected }: { name: string; expected: string | null },
): Promise<LabelMove | undefined> {
  const ref = (await pickCommit({ link, project }, `Which version gets the label ${name}?`))?.id;
  if (ref === undefined) return undefined;
  const why = await vscode.window.showInputBox({
    title: `Move ${name} of ${promptName(path)} to ${shortId(ref)}`,
    placeHolder: 'Why? (may be empty)',
    ignoreFocusOut: true,
  });
  if (why === undefined) return undefined;
  const moved = await project.releases.moveLabel(name, { path, ref, why, expected });
  void offerUndo(app, project, moved);
  return moved;
}

async function offerUndo(app: App, project: ProjectClient, moved: LabelMove): Promise<void> {
  const { label, path, to } = moved;
  if ((await tell(moved, 'Undo')) !== 'Undo') return;
  try {
    tell(await project.releases.undoLabel(label, { path, expected: to ?? null }));
  } catch (error) {
    void tellFailure(app, error, { doing: `${label} stays where it is` });
  }
}

function tell({ label, path, to }: LabelMove, ...actions: string[]): Thenable<string | undefined> {
  const where = to === undefined ? 'is nowhere now' : `is at ${shortId(to)} now`;
  return vscode.window.showInformationMessage(`${label} of ${promptName(path)} ${where}.`, ...actions);
}
