import type { FileState, FileStatus } from '@prompthub/client/node';

export interface FolderNode {
  readonly kind: 'folder';
  readonly name: string;
  /** In the project, with `/`, without one at the end. */
  readonly path: string;
  readonly children: readonly PromptNode[];
}
export interface FileNode {
  readonly kind: 'file';
  readonly name: string;
  readonly path: string;
  readonly status: FileStatus;
}
export type PromptNode = FolderNode | FileNode;

/** Files as a tree by folder: folders first, each level sorted by name. */
export function promptTree(files: readonly FileStatus[], parent = ''): PromptNode[] {
  const folders = new Map<string, FileStatus[]>();
  const here: FileNode[] = [];
  for (const status of files) {
    const rest = status.path.slice(parent.length);
    const slash = rest.indexOf('/');
    if (slash < 0) here.push({ kind: 'file', name: rest, path: status.path, status });
    else folders.set(rest.slice(0, slash), [...(folders.get(rest.slice(0, slash)) ?? []), status]);
  }
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  const nested = [...folders].map(([name, inside]): FolderNode => ({
    kind: 'folder',
    name,
    path: parent + name,
    children: promptTree(inside, `${parent}${name}/`),
  }));
  return [...nested.sort(byName), ...here.sort(byName)];
}

export interface StateLook {
  /** One or two words beside the name. */
  readonly label: string;
  /** A sentence for the tooltip. */
  readonly explanation: string;
  /** Names of a product icon and of a theme colour. */
  readonly icon: string;
  readonly color?: string;
}

/** How each state looks. Colours are those of source control, so that they mean what they mean elsewhere. */
export const stateLooks: Readonly<Record<FileState, StateLook>> = {
  'in-sync': { label: '', explanation: 'Same as on the hub.', icon: 'file' },
  new: {
    label: 'new',
    explanation: 'Not on the hub yet. Publish to put it there.',
    icon: 'diff-added',
    color: 'gitDecoration.addedResourceForeground',
  },
  modified: {
    label: 'changed',
    explanation: 'Changed here since it was last published.',
    icon: 'diff-modified',
    color: 'gitDecoration.modifiedResourceForeground',
  },
  deleted: {
    label: 'deleted here',
    explanation: 'Deleted here, still on the hub. Publish to delete it there.',
    icon: 'diff-removed',
    color: 'gitDecoration.deletedResourceForeground',
  },
  committed: {
    label: 'committed',
    explanation: 'Committed here, not sent to the hub yet.',
    icon: 'git-commit',
    color: 'gitDecoration.stageModifiedResourceForeground',
  },
  behind: {
    label: 'behind',
    explanation: 'The hub has another version. Pull to get it.',
    icon: 'arrow-down',
    color: 'charts.blue',
  },
  conflict: {
    label: 'both changed',
    explanation: 'Changed here and on the hub. Pull, compare, and choose what shall stay.',
    icon: 'warning',
    color: 'gitDecoration.conflictingResourceForeground',
  },
};
