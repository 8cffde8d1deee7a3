import type { AccessedProject } from '../../access/access.service';
import { lockForVersion } from '../branches/lock-for-version';
import { type CommitRow, findCommit } from '../commit-index';
import { branchNotFound, headMoved } from '../registry-problems';
import type { Target } from '../version-writer';

/** The branch that something is to be brought to, with its head. */
export type Ground = Target & { readonly head: CommitRow };

/**
 * Locks the branch until the transaction ends.
 * @throws ProblemError 404 without such a branch, 403 when it is protected, 409 when it is not at `expectedHead`
 */
export async function lockGround(
  target: Pick<Target, 'manager' | 'actor' | 'name'> & {
    project: AccessedProject;
    mayWriteProtected: boolean;
  },
  expectedHead: string | undefined,
): Promise<Ground> {
  const { manager, project, name } = target;
  const branch = await lockForVersion(manager, project, target);
  if (branch === undefined) throw branchNotFound(name);
  if (expectedHead !== undefined && branch.head !== expectedHead) throw headMoved(name, branch.head);
  const head = await findCommit(manager, project.id, branch.head);
  if (head === undefined) throw new Error(`the head of ${name} is not in the index`);
  return { ...target, branch, head };
}
