/** A data file of a version at the hub. */
export interface HubDataset {
  /** A branch, a tag or a commit. */
  readonly ref: string;
  /** From the root of the project. */
  readonly path: string;
}

/** What a test names as `hub:<ref>:<path>`, as Git writes a file of a version; undefined for the name of a file. */
export function hubDataset(name: string): HubDataset | undefined {
  const [, ref, path] = /^hub:([^:]+):(.+)$/s.exec(name) ?? [];
  return ref === undefined || path === undefined ? undefined : { ref, path };
}
