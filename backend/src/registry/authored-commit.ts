import { cleanIdentityText, encodeCommit, encodeTag, type GitIdentity } from '@prompthub/protocol';
import type { Actor } from '../common/actor';
import { type StoredObject, withId } from './git-hash';

export interface AuthoredCommit {
  readonly object: StoredObject;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitIdentity;
  /** As stored, with its last line break. */
  readonly message: string;
}

/** A commit that the hub makes for an actor. */
export function authoredCommit(options: {
  actor: Pick<Actor, 'userId' | 'name'>;
  tree: string;
  parents: readonly string[];
  message: string;
  now?: Date;
}): AuthoredCommit {
  const { actor, tree, parents } = options;
  const author = identityOf(actor, options.now);
  const message = `${options.message}\n`;
  return {
    object: withId(encodeCommit({ tree, parents, author, committer: author, message })),
    tree,
    parents,
    author,
    message,
  };
}

/** A tag with a message that the hub makes for an actor. */
export function authoredTag(options: {
  actor: Pick<Actor, 'userId' | 'name'>;
  commit: string;
  name: string;
  message: string;
}): StoredObject {
  const { actor, commit, name, message } = options;
  return withId(encodeTag({ commit, name, tagger: identityOf(actor), message: `${message}\n` }));
}

/**
 * The address is made of the account's id, never the person's own, because an object cannot be changed when the person is
 * to be forgotten.
 */
function identityOf(actor: Pick<Actor, 'userId' | 'name'>, now = new Date()): GitIdentity {
  return {
    name: cleanIdentityText(actor.name.toWellFormed()) || 'Unnamed',
    email: `${actor.userId}@users.prompthub.invalid`,
    seconds: Math.floor(now.getTime() / 1000),
    offsetMinutes: 0,
  };
}
