import * as vscode from 'vscode';
import type { FileStatus } from '@prompthub/client/node';
import type { ProjectLink } from '../hub/project-links';
import { stateLooks } from '../prompts/prompt-tree';

/** A file in the Source Control view, which its menu hands to commands. */
export interface ChangeRow extends vscode.SourceControlResourceState {
  readonly link: ProjectLink;
  readonly file: FileStatus;
}

/** A click shows what changed; a new file has nothing to compare with and opens. */
export function changeRow(link: ProjectLink, file: FileStatus): ChangeRow {
  const look = stateLooks[file.state];
  const resourceUri = vscode.Uri.joinPath(vscode.Uri.file(link.folder), file.path);
  return {
    ...{ link, file, resourceUri },
    command:
      file.state === 'new'
        ? { command: 'vscode.open', title: 'Open', arguments: [resourceUri] }
        : {
            command: 'prompthub.diffWithPublished',
            title: 'Compare with Published Version',
            arguments: [resourceUri],
          },
    contextValue: file.state,
    decorations: {
      iconPath: new vscode.ThemeIcon(look.icon, look.color ? new vscode.ThemeColor(look.color) : undefined),
      tooltip: look.explanation,
      strikeThrough: file.local === undefined,
    },
  };
}

/** The files that a command was started on in the Source Control view: rows that are selected, or a whole group. */
export function asChangeRows(args: readonly unknown[]): ChangeRow[] {
  const rows = args.flatMap((argument) => (isGroup(argument) ? argument.resourceStates : [argument]));
  return rows.filter(isChangeRow);
}

function isChangeRow(value: unknown): value is ChangeRow {
  return typeof value === 'object' && value !== null && 'resourceUri' in value && 'file' in value;
}

function isGroup(value: unknown): value is { resourceStates: readonly unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'resourceStates' in value &&
    Array.isArray(value.resourceStates)
  );
}
