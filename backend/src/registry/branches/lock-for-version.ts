import type { EntityManager } from 'typeorm';
import type { AccessedProject } from '../../access/access.service';
import { type BranchRow, lockBranch } from '../commit-index';
import { branchProtected } from '../registry-problems';
import { reserveName } from './reserve-name';

/**
 * The branch that a new version is to go to, locked until the transaction ends; undefined when it is to begin.
 * @throws ProblemError 403 when it is protected and the actor may not write there (`project.write-protected`), 409 when
 * a new branch cannot stand beside another
 */
export async function lockForVersion(
  manager: EntityManager,
  project: Pick<AccessedProject, 'id'>,
  { name, mayWriteProtected }: { name: string; mayWriteProtected: boolean },
): Promise<BranchRow | undefined> {
  const branch = await lockBranch(manager, project.id, name);
  if (branch === undefined) await reserveName(manager, project.id, { table: 'branches', name });
  else if (branch.protected && !mayWriteProtected)
    throw branchProtected(name, 'only owners and admins publish there');
  return branch;
}
