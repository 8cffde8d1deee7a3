/** The files of one state of a project: blob ids by path. */
export type Files = ReadonlyMap<string, string>;

/** Paths whose content differs, sorted; with `path`, at most that one. */
export function changedFiles(before: Files, after: Files, path?: string): string[] {
  const paths = path === undefined ? [...new Set([...before.keys(), ...after.keys()])] : [path];
  return paths.filter((one) => before.get(one) !== after.get(one)).sort();
}
