import { isUtf8 } from 'node:buffer';
import {
  decodeCommit,
  decodeTag,
  entryNameProblem,
  type GitCommit,
  GitEncodingError,
  type GitTag,
} from '@prompthub/protocol';
import type { StoredObject } from '../registry/git-hash';
import { badObject } from './push-refusals';

/** An object that another one names, with the type that it must have. */
export interface Reference {
  readonly id: string;
  readonly type: 'blob' | 'tree' | 'commit';
  /** The name that a folder gives it; undefined in a commit. */
  readonly name: string | undefined;
}

/** The head of a commit in the one order and form that `git fsck --strict` takes. */
const COMMIT_HEAD =
  /^tree [0-9a-f]{40}\n(?:parent [0-9a-f]{40}\n)*author [^<>\n]* <[^<>\n]*> (?:0|[1-9]\d*) [+-]\d{4}\ncommitter [^<>\n]* <[^<>\n]*> (?:0|[1-9]\d*) [+-]\d{4}\n/;
const TAG_HEAD =
  /^object [0-9a-f]{40}\ntype commit\ntag [^\n]+\ntagger [^<>\n]* <[^<>\n]*> (?:0|[1-9]\d*) [+-]\d{4}\n(?:\n|$)/;
/** The end of the year 9999, which is as far as dates go here. */
const LAST_SECOND = 253_402_300_799;

/** @throws PushRefusedError for what `git fsck --strict` would not take, or the hub cannot show. */
export function checkCommit({ id, content }: StoredObject): { commit: GitCommit; references: Reference[] } {
  const commit = decodedCommit(id, content);
  if (commit.committer.seconds > LAST_SECOND || commit.author.seconds > LAST_SECOND)
    throw badObject(id, 'the date of this commit is beyond the year 9999');
  const parents = commit.parents.map((parent) => ({ id: parent, type: 'commit' as const, name: undefined }));
  return { commit, references: [{ id: commit.tree, type: 'tree', name: undefined }, ...parents] };
}

function decodedCommit(id: string, content: Uint8Array): GitCommit {
  const text = Buffer.from(content).toString('latin1');
  if (!COMMIT_HEAD.test(text)) throw badObject(id, 'the head of this commit is malformed');
  if (text.includes('\0')) throw badObject(id, 'this commit contains NUL');
  try {
    return decodeCommit({ type: 'commit', content: asUtf8(id, content) });
  } catch (error) {
    if (!(error instanceof GitEncodingError)) throw error;
    throw badObject(id, `this commit cannot be read. ${error.message}`);
  }
}

/** @throws PushRefusedError for what is no tag of a commit, or its head is not as Git writes it. */
export function checkTag({ id, content }: StoredObject): { tag: GitTag; references: Reference[] } {
  const text = Buffer.from(content).toString('latin1');
  const type = /^object [0-9a-f]{40}\ntype (\w+)\n/.exec(text)?.[1];
  if (type !== undefined && type !== 'commit')
    throw badObject(id, `this tag is one of a ${type}, and a project keeps tags of versions only`);
  if (!TAG_HEAD.test(text)) throw badObject(id, 'the head of this tag is malformed');
  if (text.includes('\0')) throw badObject(id, 'this tag contains NUL');
  try {
    const tag = decodeTag({ type: 'tag', content: asUtf8(id, content) });
    if (tag.tagger.seconds > LAST_SECOND) throw badObject(id, 'the date of this tag is beyond the year 9999');
    return { tag, references: [{ id: tag.commit, type: 'commit', name: undefined }] };
  } catch (error) {
    if (!(error instanceof GitEncodingError)) throw error;
    throw badObject(id, `this tag cannot be read. ${error.message}`);
  }
}

/**
 * What is shown of a commit or a tag that was written in another encoding: the one that it names, else Latin-1. The object
 * itself keeps its bytes, and so its id.
 */
function asUtf8(id: string, content: Uint8Array): Uint8Array {
  if (isUtf8(content)) return content;
  const bytes = Buffer.from(content);
  const head = bytes.toString('latin1').split('\n\n', 1)[0] ?? '';
  const text = inEncoding(bytes, /\nencoding ([^\n]+)/.exec(head)?.[1]);
  if (text.includes('\0')) throw badObject(id, 'its text contains NUL');
  return Buffer.from(text);
}

function inEncoding(bytes: Uint8Array, encoding = 'latin1'): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Checks trees, and remembers names that were found good: versions of a folder have most of them in common. */
export class TreeCheck {
  readonly #names = new Map<string, string>();

  /**
   * What a folder names.
   * @throws PushRefusedError when it is not in Git's order, names something twice, or has a name or a kind of file that
   * a project cannot hold.
   */
  references({ id, content }: StoredObject): Reference[] {
    const tree = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    const found: Reference[] = [];
    const seen = new Set<string>();
    let before: string | undefined;
    for (let at = 0; at < tree.length;) {
      const nul = tree.indexOf(0, at);
      const space = tree.indexOf(0x20, at);
      if (nul < 0 || space < 0 || space > nul || nul + 21 > tree.length)
        throw badObject(id, 'this folder ends in the middle of an entry');
      const raw = tree.toString('latin1', space + 1, nul);
      const name = this.#nameOf(id, raw);
      const type = typeOf(id, tree.toString('latin1', at, space), name);
      // Latin-1 has a character for each byte, so that this is Git's order: by bytes, folders as if they ended in "/".
      const key = type === 'tree' ? `${raw}/` : raw;
      if (before !== undefined && key <= before) throw badObject(id, 'this folder is not in order');
      if (seen.has(raw)) throw badObject(id, `this folder has "${name}" twice`);
      seen.add(raw);
      before = key;
      found.push({ id: tree.toString('hex', nul + 1, nul + 21), type, name });
      at = nul + 21;
    }
    return found;
  }

  #nameOf(tree: string, raw: string): string {
    const known = this.#names.get(raw);
    if (known !== undefined) return known;
    const name = decoded(raw);
    if (name === undefined) throw badObject(tree, `the name "${raw}" in this folder is not UTF-8`);
    const problem = entryNameProblem(name);
    if (problem !== undefined) throw badObject(tree, `a name in this folder cannot be kept: ${problem}`);
    this.#names.set(raw, name);
    return name;
  }
}

function decoded(raw: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(raw, 'latin1'));
  } catch {
    return undefined;
  }
}

function typeOf(tree: string, mode: string, name: string): 'blob' | 'tree' {
  if (mode === '100644' || mode === '100755') return 'blob';
  if (mode === '40000') return 'tree';
  if (mode === '120000') throw badObject(tree, `"${name}" is a symbolic link, which a project cannot keep`);
  if (mode === '160000') throw badObject(tree, `"${name}" is a submodule, which a project cannot keep`);
  throw badObject(tree, `"${name}" has the mode ${mode}, which is not in use`);
}
