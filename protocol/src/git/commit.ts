import { decodeIdentity, encodeIdentity, type GitIdentity } from './identity';
import { assertObjectId, decodeText, encodeText, GitEncodingError, type GitObject } from './object';

/** A commit as data. `message` is kept to the byte; by Git's custom it ends with a line break. */
export interface GitCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitIdentity;
  readonly committer: GitIdentity;
  readonly message: string;
  /** Headers after the committer that other tools write (`gpgsig`, `encoding`); kept so that ids stay the same. */
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
}

export function encodeCommit(commit: GitCommit): GitObject {
  assertObjectId(commit.tree, 'The tree of a commit');
  for (const parent of commit.parents) assertObjectId(parent, 'The parent of a commit');
  if (commit.message.includes('\0')) throw new GitEncodingError('A commit message must not contain NUL.');
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${encodeIdentity(commit.author)}`,
    `committer ${encodeIdentity(commit.committer)}`,
    // A value of several lines goes on after a line break and a blank.
    ...(commit.headers ?? []).map(({ name, value }) => `${name} ${value.replaceAll('\n', '\n ')}`),
  ];
  return { type: 'commit', content: encodeText(`${lines.join('\n')}\n\n${commit.message}`) };
}

export function decodeCommit(object: GitObject): GitCommit {
  if (object.type !== 'commit') throw new GitEncodingError(`Expected a commit, not a ${object.type}.`);
  const text = decodeText(object.content);
  const end = text.indexOf('\n\n');
  if (end < 0) throw new GitEncodingError('The commit has no message.');
  const fields = headerFields(text.slice(0, end));
  const all = (name: string) => fields.filter((field) => field.name === name).map((field) => field.value);
  const one = (name: string) => {
    const [value, ...more] = all(name);
    if (value === undefined || more.length > 0)
      throw new GitEncodingError(`The commit needs one ${name} line.`);
    return value;
  };
  const headers = fields.filter(({ name }) => !['tree', 'parent', 'author', 'committer'].includes(name));
  const tree = one('tree');
  assertObjectId(tree, 'The tree of a commit');
  return {
    tree,
    parents: all('parent'),
    author: decodeIdentity(one('author')),
    committer: decodeIdentity(one('committer')),
    message: text.slice(end + 2),
    ...(headers.length > 0 ? { headers } : {}),
  };
}

function headerFields(head: string): { name: string; value: string }[] {
  if (head.includes('\0')) throw new GitEncodingError('The head of the commit contains NUL.');
  return head
    .replaceAll(/\n /g, '\0')
    .split('\n')
    .map((line) => {
      const space = line.indexOf(' ');
      if (space < 0) throw new GitEncodingError(`Not a header of a commit: "${line}".`);
      return { name: line.slice(0, space), value: line.slice(space + 1).replaceAll('\0', '\n') };
    });
}
