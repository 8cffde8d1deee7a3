import type { ProjectClient } from '@prompthub/client';
import type { Branch, Tag } from '@prompthub/protocol';
import { allItems } from '../commands/support/all-items';

/** A name that points to a commit. */
export interface HistoryRef {
  /** `here`: the branch that the folder is linked to. */
  readonly kind: 'here' | 'branch' | 'tag' | 'environment';
  readonly name: string;
}

/** What points where in a project. */
export interface HistoryRefs {
  readonly branches: readonly Branch[];
  readonly tags: readonly Tag[];
  /** By commit id, in the order in which they are shown. */
  readonly byCommit: ReadonlyMap<string, readonly HistoryRef[]>;
}

export async function loadRefs(project: ProjectClient, branch: string): Promise<HistoryRefs> {
  const [branches, tags, environments] = await Promise.all([
    allItems((cursor) => project.branches({ cursor })),
    allItems((cursor) => project.tags({ cursor, limit: 200 })),
    project.releases.environments(),
  ]);
  const byCommit = new Map<string, HistoryRef[]>();
  const point = (commit: string | undefined, kind: HistoryRef['kind'], name: string): void => {
    if (commit !== undefined) byCommit.set(commit, [...(byCommit.get(commit) ?? []), { kind, name }]);
  };
  for (const { name, head } of branches) if (name === branch) point(head, 'here', name);
  for (const { name, head } of branches) if (name !== branch) point(head, 'branch', name);
  for (const { name, commit } of tags) point(commit, 'tag', name);
  for (const { name, project: pointer } of environments) point(pointer?.commit, 'environment', name);
  return { branches, tags, byCommit };
}

/** Changes when something points elsewhere. */
export function fingerprint({ byCommit }: HistoryRefs): string {
  return JSON.stringify([...byCommit]);
}
