import * as vscode from 'vscode';
import type { Command } from '../app';
import { shortId } from '../environments/environment-text';
import { aboutCommit } from './support/commit-target';
import { nameProblem } from './support/name-problem';
import { needsTrust } from './support/needs';

/** Gives a version a name that never moves. */
export const createTagAtCommit: Command = async (app, argument) => {
  if (!(await needsTrust('Making tags'))) return undefined;
  const question = { argument, title: 'Tag which version?', doing: 'No tag was made' };
  return aboutCommit(app, question, async ({ project, commit }) => {
    const title = `Tag of ${shortId(commit.id)}`;
    const { refName } = await import('@prompthub/protocol');
    const name = await vscode.window.showInputBox({
      ...{ title, placeHolder: 'v1.0', ignoreFocusOut: true },
      validateInput: (text) => nameProblem(refName, text.trim()),
    });
    if (name === undefined) return undefined;
    const placeHolder = 'Why it has a name; may be left empty';
    const message = await vscode.window.showInputBox({ title, placeHolder, ignoreFocusOut: true });
    if (message === undefined) return undefined;
    const words = message.trim() === '' ? {} : { message: message.trim() };
    const tag = await project.createTag({ name: name.trim(), ref: commit.id, ...words });
    void vscode.window.showInformationMessage(`${shortId(tag.commit)} is ${tag.name}.`);
    await app.history.refresh();
    return tag;
  });
};
