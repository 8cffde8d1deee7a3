import type { EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import { type CommitRow, findByPrefix, findCommit, findHead, findTagged } from './commit-index';
import { MAX_CANDIDATES } from './limits';
import { ambiguousRef, branchEmpty, refNotFound } from './registry-problems';

const FULL_ID = /^[0-9a-f]{40}$/;
const SHORT_ID = /^[0-9a-f]{7,39}$/;

export function isFullId(ref: string | undefined): ref is string {
  return ref !== undefined && FULL_ID.test(ref);
}

/**
 * The commit that `ref` names: a whole id, else a branch, else a tag, else the beginning of an id.
 * @throws ProblemError 404 when there is none, 409 with candidates when several ids begin so.
 */
export async function resolveRef(manager: EntityManager, projectId: string, ref: string): Promise<CommitRow> {
  const commit = isFullId(ref)
    ? await findCommit(manager, projectId, ref)
    : ((await findHead(manager, projectId, ref)) ??
      (await findTagged(manager, projectId, ref)) ??
      (await resolveShortId(manager, projectId, ref)));
  if (commit === undefined) throw refNotFound(ref);
  return commit;
}

/** Like `resolveRef`, and says so when the default branch is asked for while it has no versions. */
export async function resolveIn(
  manager: EntityManager,
  { id, defaultBranch }: Pick<AccessedProject, 'id' | 'defaultBranch'>,
  ref: string,
): Promise<CommitRow> {
  if (ref !== defaultBranch) return resolveRef(manager, id, ref);
  const head = await findHead(manager, id, ref);
  if (head === undefined) throw branchEmpty(ref);
  return head;
}

async function resolveShortId(
  manager: EntityManager,
  projectId: string,
  ref: string,
): Promise<CommitRow | undefined> {
  if (!SHORT_ID.test(ref)) return undefined;
  const found = await findByPrefix(manager, projectId, { prefix: ref, limit: MAX_CANDIDATES });
  if (found.length > 1)
    throw ambiguousRef(
      ref,
      found.map(({ id }) => id),
    );
  return found[0];
}
