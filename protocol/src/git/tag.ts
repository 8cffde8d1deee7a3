import { decodeIdentity, encodeIdentity, type GitIdentity } from './identity';
import { assertObjectId, decodeText, encodeText, GitEncodingError, type GitObject } from './object';

/** A tag with a message of its own (`git tag --annotate`) as data: it names a commit. */
export interface GitTag {
  readonly commit: string;
  readonly name: string;
  readonly tagger: GitIdentity;
  /** Kept to the byte, a signature at its end included; by Git's custom it ends with a line break. */
  readonly message: string;
}

export function encodeTag({ commit, name, tagger, message }: GitTag): GitObject {
  assertObjectId(commit, 'The commit of a tag');
  if (name === '' || /[\0\n]/.test(name))
    throw new GitEncodingError(`"${name}" cannot be the name of a tag.`);
  if (message.includes('\0')) throw new GitEncodingError('The message of a tag must not contain NUL.');
  const lines = [`object ${commit}`, 'type commit', `tag ${name}`, `tagger ${encodeIdentity(tagger)}`];
  return { type: 'tag', content: encodeText(`${lines.join('\n')}\n\n${message}`) };
}

const HEAD = /^object ([0-9a-f]{40})\ntype commit\ntag ([^\n]+)\ntagger ([^\n]+)\n(?:\n|$)/;

/** Throws GitEncodingError on what is no tag of a commit. */
export function decodeTag(object: GitObject): GitTag {
  if (object.type !== 'tag') throw new GitEncodingError(`Expected a tag, not a ${object.type}.`);
  const text = decodeText(object.content);
  const [head, commit, name, tagger] = HEAD.exec(text) ?? [];
  if (head === undefined || commit === undefined || name === undefined || tagger === undefined)
    throw new GitEncodingError('This is not a tag of a commit, with a name and who made it.');
  return { commit, name, tagger: decodeIdentity(tagger), message: text.slice(head.length) };
}
