import { encodeTree, type FileMode, type TreeEntry } from '@prompthub/protocol';
import { type StoredObject, withId } from './git-hash';
import { fileOf, type ReadTree } from './tree-reading';

/** Two paths that cannot stand in one tree: a file that is also a folder, or names that differ only in case. */
export interface Clash {
  readonly kind: 'file-and-folder' | 'case';
  readonly path: string;
  readonly other: string;
}

export interface EditedTree {
  /** Undefined when a folder became empty: Git does not keep those. */
  readonly root: StoredObject | undefined;
  /** Every tree on the way to a change, the root included. Some may be stored already. */
  readonly trees: readonly StoredObject[];
  readonly clashes: readonly Clash[];
}

/** A file as a tree has it. */
export interface TreeFile {
  /** Id of its blob. */
  readonly id: string;
  readonly mode: FileMode;
}

/** What is to stand at a path afterwards, or null for nothing. The id of a blob alone leaves the mode as it was. */
export type Edit = string | TreeFile | null;
export type Edits = ReadonlyMap<string, Edit>;

/** Applies `edits` to the tree `root`. Opens and writes only the folders on the way to an edited path. */
export async function editTree(
  root: string | undefined,
  edits: Edits,
  readTree: ReadTree,
): Promise<EditedTree> {
  const trees = new Map<string, StoredObject>();
  const clashes: Clash[] = [];
  const edited = await editFolder({ id: root, prefix: '', edits, readTree, trees, clashes });
  return { root: edited, trees: [...trees.values()], clashes };
}

interface FolderEdit {
  readonly id: string | undefined;
  /** Path of the folder with its last slash; empty for the root. */
  readonly prefix: string;
  /** By path below the folder. */
  readonly edits: Edits;
  readonly readTree: ReadTree;
  readonly trees: Map<string, StoredObject>;
  readonly clashes: Clash[];
}

async function editFolder(folder: FolderEdit): Promise<StoredObject | undefined> {
  const before = folder.id === undefined ? [] : ((await folder.readTree([folder.id])).get(folder.id) ?? []);
  const after = new Map(before.map((entry) => [entry.name, entry]));
  for (const [name, { own, below }] of groupByName(folder.edits)) {
    const entry = after.get(name);
    const file = edited(fileOf(entry), own);
    const child = entry?.mode === '40000' ? entry.id : undefined;
    const inside = below.size === 0 ? child : (await editFolder(childOf(folder, name, child, below)))?.id;
    if (file !== null && inside !== undefined)
      folder.clashes.push(fileAndFolder(folder.prefix + name, below));
    if (file !== null) after.set(name, { name, ...file });
    else if (inside !== undefined) after.set(name, { name, mode: '40000', id: inside });
    else after.delete(name);
  }
  folder.clashes.push(...caseClashes(before, [...after.keys()], folder.prefix));
  if (after.size === 0) return undefined;
  const tree = withId(encodeTree([...after.values()]));
  folder.trees.set(tree.id, tree);
  return tree;
}

function childOf(folder: FolderEdit, name: string, id: string | undefined, edits: Edits): FolderEdit {
  return { ...folder, id, prefix: `${folder.prefix}${name}/`, edits };
}

function edited(file: TreeFile | undefined, edit: Edit | undefined): TreeFile | null {
  if (edit === undefined) return file ?? null;
  return typeof edit === 'string' ? { id: edit, mode: file?.mode ?? '100644' } : edit;
}

interface EditGroup {
  own?: Edit;
  readonly below: Map<string, Edit>;
}

/** Edits by the first part of their path: what is asked of that entry itself, and what of files below it. */
function groupByName(edits: Edits): Map<string, EditGroup> {
  const groups = new Map<string, EditGroup>();
  for (const [path, edit] of edits) {
    const slash = path.indexOf('/');
    const name = slash < 0 ? path : path.slice(0, slash);
    const group = groups.get(name) ?? { below: new Map<string, Edit>() };
    groups.set(name, group);
    if (slash < 0) group.own = edit;
    else group.below.set(path.slice(slash + 1), edit);
  }
  return groups;
}

function fileAndFolder(path: string, below: ReadonlyMap<string, unknown>): Clash {
  const [inner = '…'] = below.keys();
  return { kind: 'file-and-folder', path, other: `${path}/${inner}` };
}

/** Names that macOS and Windows take for one. Only new names are blamed: what is stored may stay. */
function caseClashes(before: readonly TreeEntry[], names: readonly string[], prefix: string): Clash[] {
  const old = new Set(before.map(({ name }) => name));
  const firsts = new Map<string, string>();
  const clashes: Clash[] = [];
  for (const name of names) {
    const folded = name.normalize('NFC').toLowerCase();
    const first = firsts.get(folded);
    if (first === undefined) firsts.set(folded, name);
    else if (!old.has(name) || !old.has(first)) {
      clashes.push({ kind: 'case', path: prefix + name, other: prefix + first });
    }
  }
  return clashes;
}
