import * as vscode from 'vscode';
import type { Command } from '../app';
import { shortId } from '../environments/environment-text';
import { aboutCommit } from './support/commit-target';

/** Copies the id of a version of the project. */
export const copyCommitId: Command = (app, argument) => {
  const question = { argument, title: 'Copy the ID of which version?', doing: 'Nothing was copied' };
  return aboutCommit(app, question, async ({ commit }) => {
    await vscode.env.clipboard.writeText(commit.id);
    vscode.window.setStatusBarMessage(`Copied ${shortId(commit.id)}`, 3000);
  });
};
