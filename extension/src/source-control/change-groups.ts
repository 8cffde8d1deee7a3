import type { FileStatus } from '@prompthub/client/node';

type Stateful = Pick<FileStatus, 'state'>;

/** The files of a project that differ from the hub's, by what there is to do about them. */
export interface ChangeGroups<File extends Stateful = FileStatus> {
  /** Changed here and at the hub: a person has to choose. */
  readonly conflicts: readonly File[];
  /** New, changed or deleted here: to publish. */
  readonly changes: readonly File[];
  /** Changed at the hub: to pull. */
  readonly incoming: readonly File[];
}

/** A file that is as at the hub is in none of them, every other in one. */
export function changeGroups<File extends Stateful>(files: readonly File[]): ChangeGroups<File> {
  return {
    conflicts: files.filter(({ state }) => state === 'conflict'),
    changes: files.filter(isChangedHere),
    incoming: files.filter(({ state }) => state === 'behind'),
  };
}

/** Changed here and not at the hub. */
export function isChangedHere({ state }: Stateful): boolean {
  return ['new', 'modified', 'deleted'].includes(state);
}

/** `2 to publish, 1 to pull`; empty when there is nothing to do. */
export function changesText({ conflicts, changes, incoming }: ChangeGroups<Stateful>): string {
  const parts = [
    changes.length > 0 && `${changes.length} to publish`,
    incoming.length > 0 && `${incoming.length} to pull`,
    conflicts.length > 0 && `${conflicts.length} changed on both sides`,
  ];
  return parts.filter(Boolean).join(', ');
}
