import type { FileMode, TreeEntry } from '@prompthub/protocol';

/** Gives the entries of a tree by its id. Trees never change, so that implementations may keep them. */
export type ReadTree = (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly TreeEntry[]>>;

/** Every file under `root` with the id of its blob, in the order of their paths' code units. Reads one depth at a time. */
export async function listFiles(root: string | undefined, readTree: ReadTree): Promise<Map<string, string>> {
  const files: [path: string, blob: string][] = [];
  let folders = root === undefined ? [] : [{ prefix: '', id: root }];
  while (folders.length > 0) {
    const trees = await readTree(folders.map(({ id }) => id));
    const below: typeof folders = [];
    for (const { prefix, id } of folders) {
      for (const entry of entriesOf(trees, id)) {
        if (entry.mode === '40000') below.push({ prefix: `${prefix}${entry.name}/`, id: entry.id });
        else files.push([prefix + entry.name, entry.id]);
      }
    }
    folders = below;
  }
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The blob at each of `paths` under `root`; paths that are no file are left out. */
export async function findFiles(
  root: string | undefined,
  paths: Iterable<string>,
  readTree: ReadTree,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let open = root === undefined ? [] : [...paths].map((path) => ({ path, rest: path.split('/'), id: root }));
  while (open.length > 0) {
    const trees = await readTree([...new Set(open.map(({ id }) => id))]);
    const names = new Map([...trees.keys()].map((id) => [id, byName(entriesOf(trees, id))]));
    const deeper: typeof open = [];
    for (const { path, rest, id } of open) {
      const entry = names.get(id)?.get(rest[0] ?? '');
      if (entry?.mode === '40000') deeper.push({ path, rest: rest.slice(1), id: entry.id });
      else if (entry !== undefined && rest.length === 1) found.set(path, entry.id);
    }
    open = deeper;
  }
  return found;
}

export interface TreeDifference {
  readonly path: string;
  /** Blob on the left; undefined when the file is new. */
  readonly from: string | undefined;
  /** Blob on the right; undefined when the file is gone. */
  readonly to: string | undefined;
}

/** With the modes on both sides: a file may differ in its mode alone. */
export interface FileDifference extends TreeDifference {
  readonly fromMode: FileMode | undefined;
  readonly toMode: FileMode | undefined;
}

/** Files that differ in content between two trees, by path. Folders with equal ids are not opened. */
export async function compareTrees(
  left: string | undefined,
  right: string | undefined,
  readTree: ReadTree,
): Promise<TreeDifference[]> {
  const files = await compareFiles(left, right, readTree);
  return files.filter(({ from, to }) => from !== to).map(({ path, from, to }) => ({ path, from, to }));
}

/** Like `compareTrees`, also those that differ in their modes. */
export async function compareFiles(
  left: string | undefined,
  right: string | undefined,
  readTree: ReadTree,
): Promise<FileDifference[]> {
  const differences: FileDifference[] = [];
  let folders = [{ prefix: '', left, right }].filter((pair) => pair.left !== pair.right);
  while (folders.length > 0) {
    const trees = await readTree(
      folders.flatMap((pair) => [pair.left, pair.right]).filter((id) => id !== undefined),
    );
    const deeper: typeof folders = [];
    for (const pair of folders) {
      const sides = [pair.left, pair.right].map((id) => byName(id === undefined ? [] : entriesOf(trees, id)));
      for (const name of new Set(sides.flatMap((side) => [...side.keys()]))) {
        const [a, b] = sides.map((side) => side.get(name));
        const path = pair.prefix + name;
        const [before, after] = [fileOf(a), fileOf(b)];
        const below = { prefix: `${path}/`, left: folderId(a), right: folderId(b) };
        if (before?.id !== after?.id || before?.mode !== after?.mode)
          differences.push({
            path,
            from: before?.id,
            to: after?.id,
            fromMode: before?.mode,
            toMode: after?.mode,
          });
        if (below.left !== below.right) deeper.push(below);
      }
    }
    folders = deeper;
  }
  return differences.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function entriesOf(trees: ReadonlyMap<string, readonly TreeEntry[]>, id: string): readonly TreeEntry[] {
  const entries = trees.get(id);
  if (entries === undefined) throw new Error(`tree ${id} is missing from the project`);
  return entries;
}

const byName = (entries: readonly TreeEntry[]) => new Map(entries.map((entry) => [entry.name, entry]));
const folderId = (entry: TreeEntry | undefined) => (entry?.mode === '40000' ? entry.id : undefined);

/** The mode and the blob, where it is a file. */
export function fileOf(entry: TreeEntry | undefined): { mode: FileMode; id: string } | undefined {
  if (entry === undefined || entry.mode === '40000') return undefined;
  return { mode: entry.mode, id: entry.id };
}
