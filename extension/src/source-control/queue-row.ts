import * as vscode from 'vscode';
import type { QueuedCommit } from '@prompthub/client/node';
import type { ProjectLink } from '../hub/project-links';

/** A commit that waits for the hub, in the Source Control view. */
export interface QueueRow extends vscode.SourceControlResourceState {
  readonly link: ProjectLink;
  readonly commit: QueuedCommit;
}

export function queueRow(link: ProjectLink, commit: QueuedCommit): QueueRow {
  const [subject = ''] = commit.message.split('\n');
  const files = commit.changes.map(({ path, blob }) => (blob === null ? `${path} (deleted)` : path));
  const row: Omit<QueueRow, 'command'> = {
    ...{ link, commit },
    // The view shows the last part of an address as the name of the row, and beside it what the label formatter of this scheme makes of it.
    resourceUri: vscode.Uri.from({
      scheme: 'prompthub-commit',
      authority: files.length === 1 ? '1 file' : `${files.length} files`,
      path: `/${subject.replaceAll('/', '∕')}`,
      query: commit.id,
    }),
    contextValue: 'queued',
    decorations: {
      iconPath: new vscode.ThemeIcon('git-commit'),
      tooltip: [commit.message, new Date(commit.createdAt).toLocaleString(), ...files].join('\n'),
    },
  };
  const command = { command: 'prompthub.showQueuedCommit', title: 'Show What It Changes', arguments: [row] };
  return { ...row, command };
}

export function asQueueRow(argument: unknown): QueueRow | undefined {
  const isRow =
    typeof argument === 'object' && argument !== null && 'commit' in argument && 'resourceUri' in argument;
  return isRow ? (argument as QueueRow) : undefined;
}
