import { entryNameProblem } from './entry-name';
import { assertObjectId, decodeText, encodeText, GitEncodingError, type GitObject } from './object';

/** A file, and one that is executable. */
export type FileMode = '100644' | '100755';
/** `40000` is a folder. Projects hold neither links nor submodules. */
export type TreeMode = FileMode | '40000';

export interface TreeEntry {
  readonly name: string;
  readonly mode: TreeMode;
  /** Object id of the blob or of the tree. */
  readonly id: string;
}

/**
 * A folder as a tree object. Entries may come in any order; they are written in Git's: by the bytes of the name,
 * a folder counting as if its name ended in `/`.
 */
export function encodeTree(entries: readonly TreeEntry[]): GitObject {
  const names = new Set<string>();
  const rows = entries.map((entry) => {
    checkEntry(entry, names);
    return { entry, key: encodeText(entry.mode === '40000' ? `${entry.name}/` : entry.name) };
  });
  rows.sort((a, b) => compareBytes(a.key, b.key));
  return { type: 'tree', content: concat(rows.flatMap(({ entry }) => encodeEntry(entry))) };
}

/** The entries of a tree, in its order. Throws GitEncodingError on anything that `encodeTree` would not write. */
export function decodeTree(object: GitObject): TreeEntry[] {
  if (object.type !== 'tree') throw new GitEncodingError(`Expected a tree, not a ${object.type}.`);
  const { content } = object;
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const end = space < 0 ? -1 : content.indexOf(0, space);
    if (end < 0 || end + 21 > content.length) {
      throw new GitEncodingError('The tree ends in the middle of an entry.');
    }
    const mode = decodeText(content.subarray(at, space));
    if (!isTreeMode(mode)) throw new GitEncodingError(`Unknown file mode ${mode}.`);
    entries.push({
      mode,
      name: decodeText(content.subarray(space + 1, end)),
      id: toHex(content.subarray(end + 1, end + 21)),
    });
    at = end + 21;
  }
  return entries;
}

function isTreeMode(mode: string): mode is TreeMode {
  return mode === '100644' || mode === '40000' || mode === '100755';
}

function checkEntry({ name, mode, id }: TreeEntry, seen: Set<string>): void {
  const problem = entryNameProblem(name);
  if (problem !== undefined) throw new GitEncodingError(`Invalid entry: ${problem}.`);
  if (!isTreeMode(mode)) throw new GitEncodingError(`Unknown file mode ${String(mode)}.`);
  assertObjectId(id, `The id of "${name}"`);
  if (seen.has(name)) throw new GitEncodingError(`"${name}" stands twice in one folder.`);
  seen.add(name);
}

function encodeEntry({ name, mode, id }: TreeEntry): Uint8Array[] {
  return [encodeText(`${mode} ${name}\0`), fromHex(id)];
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16),
  );
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** By table: a folder of a thousand files is read a thousand times in a history. */
function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += HEX[byte] ?? '';
  return hex;
}
