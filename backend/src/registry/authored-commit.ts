import { cleanIdentityText, encodeCommit, type GitIdentity } from '@prompthub/protocol';
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

/**
 * A commit that the hub makes for an actor. Its address is made of the account's id, never the person's own, because a
 * commit cannot be changed when the person is to be forgotten.
 */
export function authoredCommit(options: {
  actor: Pick<Actor, 'userId' | 'name'>;
  tree: string;
  parents: readonly string[];
  message: string;
  now?: Date;
}): AuthoredCommit {
  const { actor, tree, parents, now = new Date() } = options;
  const author: GitIdentity = {
    name: cleanIdentityText(actor.name.toWellFormed()) || 'Unnamed',
    email: `${actor.userId}@users.prompthub.invalid`,
    seconds: Math.floor(now.getTime() / 1000),
    offsetMinutes: 0,
  };
  const message = `${options.message}\n`;
  return {
    object: withId(encodeCommit({ tree, parents, author, committer: author, message })),
    tree,
    parents,
    author,
    message,
  };
}
