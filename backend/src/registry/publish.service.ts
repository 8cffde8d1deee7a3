import { Injectable } from '@nestjs/common';
import { type CreateCommit, type CreatedCommit, encodeTree } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { lockForVersion } from './branches/lock-for-version';
import { CommitGraph } from './commit-graph';
import { type BranchRow, type CommitRow, findCommit, isAncestor } from './commit-index';
import { toCommit } from './commit-view';
import { type GivenChanges, readChanges } from './given-changes';
import { withId } from './git-hash';
import { ObjectStore } from './object-store';
import {
  branchMoved,
  nothingChanged,
  nothingToDelete,
  notText,
  parentElsewhere,
  pathClash,
  unknownParent,
} from './registry-problems';
import { type Clash, editTree, type EditedTree } from './tree-editing';
import { findFiles, type ReadTree } from './tree-reading';
import { VersionWriter } from './version-writer';

/** One attempt to put changes on a branch, inside of its transaction. */
interface Attempt {
  readonly manager: EntityManager;
  readonly actor: Actor;
  readonly project: AccessedProject;
  readonly mayWriteProtected: boolean;
  readonly request: CreateCommit;
  readonly given: GivenChanges;
}

/** Where the changes go: what the author saw and what is there now. */
interface Ground {
  readonly branch: BranchRow | undefined;
  readonly parent: CommitRow | undefined;
  readonly head: CommitRow | undefined;
}

/** Publishes files as versions. What it has acknowledged is on disk. */
@Injectable()
export class PublishService {
  constructor(
    private readonly access: AccessService,
    private readonly objects: ObjectStore,
    private readonly writer: VersionWriter,
  ) {}

  /**
   * Puts the changes on the branch as one commit. When the head has moved since `parent`, changes to other paths go
   * on top of it; a path that changed on both sides is a 409 with the head. See `registry-problems` for the rest.
   */
  async publish(
    actor: Actor,
    place: { organization: string; project: string },
    request: CreateCommit,
  ): Promise<CreatedCommit> {
    const { project, role } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'project.write',
    );
    const mayWriteProtected = this.access.allows(actor, role, 'project.write-protected');
    checkWords(request);
    const given = readChanges(request.changes);
    return this.writer.transaction(project, request.branch, (manager) =>
      this.#attempt({ manager, actor, project, mayWriteProtected, request, given }),
    );
  }

  async #attempt(attempt: Attempt): Promise<CreatedCommit> {
    const { manager, project, request, given } = attempt;
    const readTree = this.objects.trees(manager, project.id);
    const ground = await findGround(attempt);
    await assertNoConflict(ground, attempt, readTree);
    const tree = await applyChanges(ground, attempt, readTree);
    const root = tree.root ?? withId(encodeTree([]));
    if (root.id === ground.head?.tree || (ground.head === undefined && tree.root === undefined))
      throw nothingChanged();
    const { row } = await this.writer.write(
      { ...attempt, ...ground, name: request.branch },
      {
        tree,
        blobs: [...given.values()].filter((blob) => blob !== null),
        merged: [],
        message: request.message,
        action: 'registry.commit.created',
      },
    );
    return { commit: toCommit(row), branch: request.branch, rebased: ground.head?.id !== ground.parent?.id };
  }
}

function checkWords({ message }: CreateCommit): void {
  if (message.includes('\0') || !message.isWellFormed())
    throw notText('message', 'it is not valid Unicode text');
}

async function findGround({ manager, project, mayWriteProtected, request }: Attempt): Promise<Ground> {
  const branch = await lockForVersion(manager, project, { name: request.branch, mayWriteProtected });
  const parent = request.parent === null ? undefined : await findCommit(manager, project.id, request.parent);
  if (request.parent !== null && parent === undefined) throw unknownParent(request.parent);
  // A new branch begins at the version that its author names.
  if (branch === undefined) return { branch, parent, head: parent };
  const head = branch.head === parent?.id ? parent : await findCommit(manager, project.id, branch.head);
  if (head === undefined) throw new Error(`the head of ${branch.name} is not in the index`);
  if (parent !== undefined && !(await leadsTo(manager, project.id, { parent, head }))) {
    throw parentElsewhere(parent.id, branch.name);
  }
  return { branch, parent, head };
}

/** Along first parents that is one look-up, whatever the distance; only what came by a merge is searched for. */
async function leadsTo(
  manager: EntityManager,
  projectId: string,
  { parent, head }: { parent: CommitRow; head: CommitRow },
): Promise<boolean> {
  if (await isAncestor(manager, parent, head)) return true;
  return new CommitGraph(manager, projectId).isAncestorOf(parent.id, head.id);
}

/** Every given path must be at the head as the author saw it, and be there at all when it is to be deleted. */
async function assertNoConflict(
  { parent, head }: Ground,
  { request, given }: Attempt,
  readTree: ReadTree,
): Promise<void> {
  const seen = await findFiles(parent?.tree, given.keys(), readTree);
  for (const [path, blob] of given) if (blob === null && !seen.has(path)) throw nothingToDelete(path);
  if (head === undefined || head.id === parent?.id) return;
  const now = await findFiles(head.tree, given.keys(), readTree);
  const moved = [...given.keys()].filter((path) => seen.get(path) !== now.get(path));
  if (moved.length > 0) throw branchMoved(request.branch, head.id, moved);
}

async function applyChanges(
  { parent, head }: Ground,
  { request, given }: Attempt,
  readTree: ReadTree,
): Promise<EditedTree> {
  const edits = new Map([...given].map(([path, blob]) => [path, blob?.id ?? null]));
  const edited = await editTree(head?.tree, edits, readTree);
  const [clash] = edited.clashes;
  if (clash === undefined) return edited;
  // The other path may have come after the author's version: then it is a conflict, not a mistake.
  const alone = head?.id === parent?.id ? edited : await editTree(parent?.tree, edits, readTree);
  if (head !== undefined && alone.clashes.length === 0)
    throw branchMoved(request.branch, head.id, pathsOf(clash));
  throw pathClash(clash);
}

const pathsOf = ({ path, other }: Clash) => [path, other];
