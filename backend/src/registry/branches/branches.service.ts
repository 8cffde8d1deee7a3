import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Branch, CreateBranch, MoveBranch, UpdateBranch } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { type AccessedProject, AccessService } from '../../access/access.service';
import { AuditService } from '../../audit/audit.service';
import type { Actor } from '../../common/actor';
import { CommitGraph } from '../commit-graph';
import { type BranchRow, type CommitRow, lockBranch } from '../commit-index';
import { BranchTakenError, forwardBranch } from '../commit-writing';
import type { Place } from '../prompt-sources';
import { PromptIndex } from '../searching/prompt-index';
import { resolveIn } from '../refs';
import {
  branchIsDefault,
  branchNotFound,
  branchProtected,
  headMoved,
  nameTaken,
  notFastForward,
} from '../registry-problems';
import { toBranch } from './branch-view';
import { reserveName } from './reserve-name';

/** Makes, protects, moves and deletes branches. Publishing moves them too: that is the version writer's. */
@Injectable()
export class BranchesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly index: PromptIndex,
  ) {}

  async create(actor: Actor, place: Place, { name, from }: CreateBranch): Promise<Branch> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.write');
    const work = async (manager: EntityManager) => {
      await reserveName(manager, project.id, { table: 'branches', name });
      const commit = await resolveIn(manager, project, from);
      await forwardBranch(manager, commit, { branch: undefined, project, name, differences: [] });
      await this.#record(manager, actor, { project, name, what: 'created', details: { head: commit.id } });
      return read(manager, project, name);
    };
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      throw error instanceof BranchTakenError ? nameTaken('branch', name) : error;
    }
  }

  async protect(actor: Actor, at: BranchPlace, { protected: wanted }: UpdateBranch): Promise<Branch> {
    const { project } = await this.access.project(actor, at.organization, at.project, 'project.manage');
    return this.dataSource.transaction(async (manager) => {
      const branch = await find(manager, project, at.name);
      if (branch.protected === wanted) return toBranch(branch);
      await manager.query('UPDATE branches SET protected = $3 WHERE project_id = $1 AND name = $2', [
        project.id,
        at.name,
        wanted,
      ]);
      const what = wanted ? 'protected' : 'unprotected';
      await this.#record(manager, actor, { project, name: at.name, what });
      return read(manager, project, at.name);
    });
  }

  /** Compare-and-swap. Without `force` only to a descendant of its head, and a protected one never elsewhere. */
  async move(actor: Actor, at: BranchPlace, request: MoveBranch): Promise<Branch> {
    const { project, role } = await this.access.project(actor, at.organization, at.project, 'project.write');
    const mayWriteProtected = this.access.allows(actor, role, 'project.write-protected');
    return this.dataSource.transaction(async (manager) => {
      const branch = await find(manager, project, at.name);
      if (branch.protected && !mayWriteProtected)
        throw branchProtected(at.name, 'only owners and admins move it forward');
      if (branch.head !== request.expectedHead) throw headMoved(at.name, branch.head);
      const commit = await resolveIn(manager, project, request.to);
      if (commit.id === branch.head) return toBranch(branch);
      const lost = await lostBy(manager, project, { branch, commit });
      if (lost > 0 && branch.protected) throw branchProtected(at.name, 'no version is taken from it');
      if (lost > 0 && !request.force) throw notFastForward(at.name, lost);
      await forwardBranch(manager, commit, { branch, project, name: at.name, differences: [] });
      await this.index.branchMoved(manager, project, { name: at.name, head: commit.id });
      const details = { from: branch.head, to: commit.id, lost };
      await this.#record(manager, actor, { project, name: at.name, what: 'moved', details });
      return read(manager, project, at.name);
    });
  }

  /** The versions stay, and can be found by their ids, which the audit trail keeps. */
  async remove(actor: Actor, at: BranchPlace, expectedHead: string | undefined): Promise<void> {
    const { project } = await this.access.project(actor, at.organization, at.project, 'project.write');
    await this.dataSource.transaction(async (manager) => {
      const branch = await find(manager, project, at.name);
      if (at.name === project.defaultBranch) throw branchIsDefault(at.name);
      if (branch.protected) throw branchProtected(at.name, 'nobody deletes it before that is taken back');
      if (expectedHead !== undefined && branch.head !== expectedHead) throw headMoved(at.name, branch.head);
      await manager.query('DELETE FROM branches WHERE project_id = $1 AND name = $2', [project.id, at.name]);
      const details = { head: branch.head };
      await this.#record(manager, actor, { project, name: at.name, what: 'deleted', details });
    });
  }

  async #record(
    manager: EntityManager,
    actor: Actor,
    event: { project: AccessedProject; name: string; what: string; details?: Record<string, unknown> },
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action: `registry.branch.${event.what}`,
      target: event.name,
      organizationId: event.project.organizationId,
      projectId: event.project.id,
      details: event.details ?? {},
    });
  }
}

export interface BranchPlace extends Place {
  readonly name: string;
}

async function find(manager: EntityManager, { id }: AccessedProject, name: string): Promise<BranchRow> {
  const branch = await lockBranch(manager, id, name);
  if (branch === undefined) throw branchNotFound(name);
  return branch;
}

async function read(manager: EntityManager, project: AccessedProject, name: string): Promise<Branch> {
  return toBranch(await find(manager, project, name));
}

/** How many versions the branch has that the commit has not: 0 when it only moves forward. */
async function lostBy(
  manager: EntityManager,
  { id }: AccessedProject,
  { branch, commit }: { branch: BranchRow; commit: CommitRow },
): Promise<number> {
  return (await new CommitGraph(manager, id).relation(branch.head, commit.id)).ahead;
}
