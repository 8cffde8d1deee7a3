import * as vscode from 'vscode';
import type { Command } from '../app';
import { asQueueRow } from '../source-control/queue-row';
import { fileUri } from './support/project-files';

/** Shows what a commit that waits for the hub changes. */
export const showQueuedCommit: Command = async (app, argument) => {
  const row = asQueueRow(argument);
  if (!row) return;
  const { link, commit, resourceUri } = row;
  const { queue, files } = app.status.snapshot;
  const earlier = queue.slice(
    0,
    queue.findIndex(({ id }) => id === commit.id),
  );
  const changes = commit.changes.map(({ path, blob }): [vscode.Uri, vscode.Uri, vscode.Uri] => {
    const before = earlier.findLast((one) => one.changes.some((change) => change.path === path));
    const base = before
      ? before.changes.find((change) => change.path === path)?.blob
      : files.find((file) => file.path === path)?.base;
    const uri = fileUri(link, path);
    return [uri, app.bases.uri(uri, base), app.bases.uri(uri, blob)];
  });
  await vscode.commands.executeCommand('vscode.changes', resourceUri.path.slice(1), changes);
};
