/**
 * How a file stands to the hub's branch:
 * `new` `modified` `deleted` are changes here that were not committed, `committed` waits in an unsent commit,
 * `behind` is a change there (`deletedThere` when it is gone), `conflict` is both, differently.
 */
export type FileState = 'in-sync' | 'new' | 'modified' | 'deleted' | 'committed' | 'behind' | 'conflict';

export interface FileStatus {
  /** Relative to the project's folder, with `/`. */
  readonly path: string;
  readonly state: FileState;
  /** Blob ids: when it last equalled the hub's, here now, at the hub now; undefined where there is no such file. */
  readonly base: string | undefined;
  readonly local: string | undefined;
  readonly remote: string | undefined;
  /** Blob id: as the last unsent commit that has this file leaves it; `base` where none has. */
  readonly tip: string | undefined;
}

export function compareFile(file: Omit<FileStatus, 'state'>): FileStatus {
  return { ...file, state: stateOf(file) };
}

function stateOf({ base, tip, local, remote }: Omit<FileStatus, 'state'>): FileState {
  if (local === remote && (tip === base || tip === local)) return 'in-sync';
  if (local === base && tip === base) return 'behind';
  if (remote !== base && remote !== tip) return 'conflict';
  if (local === tip) return 'committed';
  if (tip === undefined) return 'new';
  return local === undefined ? 'deleted' : 'modified';
}
