import { Injectable } from '@nestjs/common';
import { branchName, type OrganizationRole } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { reserveName } from '../registry/branches/reserve-name';
import { CommitGraph } from '../registry/commit-graph';
import { type BranchRow, findCommit, findHead, lockBranch } from '../registry/commit-index';
import { ObjectStore } from '../registry/object-store';
import { PromptIndex } from '../registry/searching/prompt-index';
import { importCommits } from './commit-import';
import { knownCommits } from './missing-commits';
import { BRANCHES, TAGS } from './project-refs';
import type { RefCommand } from './push-commands';
import { PushRefusedError, refusalOf } from './push-refusals';
import { TagMoves } from './tag-moves';
import { TipCheck } from './tip-check';
import type { Unpacked } from './unpacking';

export interface Pusher {
  readonly actor: Actor;
  readonly project: AccessedProject;
  readonly role: OrganizationRole;
}

export interface Push {
  readonly commands: readonly RefCommand[];
  readonly unpacked: Unpacked;
}

/** A command with the branch that it is about, locked; undefined when it is to begin. */
interface BranchMove extends RefCommand {
  readonly name: string;
  readonly branch: BranchRow | undefined;
}

/** Moves refs to what a push brought. */
@Injectable()
export class RefMoves {
  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly objects: ObjectStore,
    private readonly tips: TipCheck,
    private readonly tags: TagMoves,
    private readonly index: PromptIndex,
  ) {}

  /** All of them or, when this throws in the caller's transaction, none. @throws PushRefusedError */
  async apply(manager: EntityManager, pusher: Pusher, { commands, unpacked }: Push): Promise<void> {
    const { project, actor } = pusher;
    const moves: BranchMove[] = [];
    // In one order, so that a push and a publication do not wait for each other.
    const sorted = [...commands].sort((a, b) => (a.ref < b.ref ? -1 : 1));
    for (const command of sorted) {
      if (!isTag(command)) moves.push(await this.#lock(manager, pusher, command));
    }
    const tags = await this.tags.targets(manager, pusher, {
      commands: sorted.filter(isTag),
      tags: unpacked.tags,
    });
    const targets = [...moves, ...tags.map((tag) => ({ ...tag, to: tag.commit }))];
    await assertCommits(manager, project, { commands: targets, unpacked });
    const leading = moves.filter((move): move is BranchMove & { to: string } => move.to !== undefined);
    const { branchLines } = await importCommits(
      {
        manager,
        project,
        actor,
        unpacked,
        steps: leading.map(stepOf),
        tags: tags.flatMap(({ commit }) => commit ?? []),
      },
      this.objects,
    );
    for (const move of moves) if (move.to === undefined) await this.#delete(manager, pusher, move);
    for (const [index, move] of leading.entries()) {
      await this.#move(manager, pusher, { ...move, line: branchLines[index] ?? '' });
    }
    for (const tag of tags) await this.tags.apply(manager, pusher, tag);
  }

  /** @throws PushRefusedError when the ref is no branch, stands elsewhere by now, or is not for this person to move. */
  async #lock(manager: EntityManager, pusher: Pusher, command: RefCommand): Promise<BranchMove> {
    const { ref, from, to } = command;
    const { project, actor, role } = pusher;
    const name = branchOf(ref);
    const branch = await lockBranch(manager, project.id, name);
    if (branch?.head !== from)
      throw new PushRefusedError(ref, 'it has moved since you fetched it', [
        `Fetch, merge or rebase, and push again: "${name}" ${branch === undefined ? 'is gone' : `is at ${branch.head.slice(0, 10)}`}.`,
      ]);
    if (branch?.protected === true && !this.access.allows(actor, role, 'project.write-protected'))
      throw new PushRefusedError(ref, 'the branch is protected, and only owners and admins publish there');
    if (to === undefined && branch?.protected === true)
      throw new PushRefusedError(
        ref,
        'the branch is protected, and nobody deletes it before that is taken back',
      );
    if (to === undefined && name === project.defaultBranch)
      throw new PushRefusedError(ref, 'it is the default branch of the project, and stays');
    return { ...command, name, branch };
  }

  async #delete(manager: EntityManager, pusher: Pusher, { name, from }: BranchMove): Promise<void> {
    await manager.query('DELETE FROM branches WHERE project_id = $1 AND name = $2', [
      pusher.project.id,
      name,
    ]);
    await this.#record(manager, pusher, { name, what: 'deleted', details: { head: from } });
  }

  async #move(
    manager: EntityManager,
    pusher: Pusher,
    move: BranchMove & { to: string; line: string },
  ): Promise<void> {
    const { project } = pusher;
    const { ref, name, branch, to, line } = move;
    const graph = new CommitGraph(manager, project.id);
    const lost = branch === undefined ? 0 : (await graph.relation(branch.head, to)).ahead;
    if (lost > 0 && (branch?.protected === true || name === project.defaultBranch))
      throw new PushRefusedError(ref, `non-fast-forward: "${name}" would lose ${versions(lost)}`, [
        `"${name}" only moves forward. Fetch, merge or rebase, and push again.`,
      ]);
    await this.#check(manager, pusher, move);
    if (branch === undefined) await insertBranch(manager, project, move);
    else
      await manager.query(
        `UPDATE branches SET head = $3, line_id = $4, updated_at = now() WHERE project_id = $1 AND name = $2`,
        [project.id, name, to, line],
      );
    await this.index.branchMoved(manager, project, { name, head: to });
    const details = { from: branch?.head ?? null, to, lost };
    await this.#record(manager, pusher, { name, what: 'pushed', details });
  }

  /** What is new at the end of the branch: against where it stood, or for a new one against the default branch. */
  async #check(
    manager: EntityManager,
    { project }: Pusher,
    { ref, branch, to }: BranchMove & { to: string },
  ): Promise<void> {
    const tip = await findCommit(manager, project.id, to);
    const before =
      branch === undefined
        ? await findHead(manager, project.id, project.defaultBranch)
        : await findCommit(manager, project.id, branch.head);
    if (tip === undefined) throw new Error(`commit ${to} is not in the index`);
    await this.tips.assertSound(manager, project, { ref, tree: tip.tree, before: before?.tree });
  }

  async #record(
    manager: EntityManager,
    { actor, project }: Pusher,
    { name, what, details }: { name: string; what: string; details: Record<string, unknown> },
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action: `registry.branch.${what}`,
      target: name,
      organizationId: project.organizationId,
      projectId: project.id,
      details: { ...details, by: 'git' },
    });
  }
}

/** @throws PushRefusedError when it cannot stand beside another branch, also one of the same push. */
async function insertBranch(
  manager: EntityManager,
  project: AccessedProject,
  { ref, name, to, line }: { ref: string; name: string; to: string; line: string },
): Promise<void> {
  try {
    await reserveName(manager, project.id, { table: 'branches', name });
  } catch (error) {
    throw refusalOf(ref, error);
  }
  await manager.query('INSERT INTO branches (project_id, name, line_id, head) VALUES ($1, $2, $3, $4)', [
    project.id,
    name,
    line,
    to,
  ]);
}

const isTag = ({ ref }: RefCommand) => ref.startsWith(TAGS);

function branchOf(ref: string): string {
  const name = ref.startsWith(BRANCHES) ? ref.slice(BRANCHES.length) : undefined;
  if (name === undefined)
    throw new PushRefusedError(ref, 'only branches (refs/heads/…) and tags (refs/tags/…) can be pushed');
  if (!branchName.safeParse(name).success)
    throw new PushRefusedError(ref, 'a branch of a project cannot have this name');
  return name;
}

function stepOf({ to, branch }: BranchMove & { to: string }) {
  return { to, from: branch === undefined ? undefined : { head: branch.head, line: branch.line_id } };
}

/** @throws PushRefusedError when a branch is to stand at what is no commit, or was not sent. */
async function assertCommits(
  manager: EntityManager,
  project: AccessedProject,
  { commands, unpacked }: Push,
): Promise<void> {
  const elsewhere = commands.filter(({ to }) => to !== undefined && !unpacked.commits.has(to));
  const known = await knownCommits(
    manager,
    project.id,
    elsewhere.flatMap(({ to }) => to ?? []),
  );
  for (const { ref, to } of elsewhere) {
    if (to !== undefined && !known.has(to))
      throw new PushRefusedError(ref, `${to.slice(0, 10)} is no commit of the push or of the project`);
  }
}

function versions(count: number): string {
  return count === 1 ? 'a version' : `${count} versions`;
}
