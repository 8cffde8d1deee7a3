/**
 * How a file stands to the hub's branch:
 * `new` `modified` `deleted` are changes here, `behind` is a change there (`deletedThere` when it is gone),
 * `conflict` is both, differently.
 */
export type FileState = 'in-sync' | 'new' | 'modified' | 'deleted' | 'behind' | 'conflict';

export interface FileStatus {
  /** Relative to the project's folder, with `/`. */
  readonly path: string;
  readonly state: FileState;
  /** Blob ids: when it last equalled the hub's, here now, at the hub now; undefined where there is no such file. */
  readonly base: string | undefined;
  readonly local: string | undefined;
  readonly remote: string | undefined;
}

export function compareFile(file: Omit<FileStatus, 'state'>): FileStatus {
  return { ...file, state: stateOf(file) };
}

function stateOf({ base, local, remote }: Omit<FileStatus, 'state'>): FileState {
  if (local === remote) return 'in-sync';
  if (local === base) return 'behind';
  if (remote !== base) return 'conflict';
  if (base === undefined) return 'new';
  return local === undefined ? 'deleted' : 'modified';
}
