import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type CreateCommit, type CreatedCommit, encodeTree } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { isUniqueViolation } from '../database/unique-violation';
import { Turns } from '../common/turns';
import { authoredCommit } from './authored-commit';
import { type BranchRow, type CommitRow, findCommit, isAncestor, lockBranch } from './commit-index';
import { appendCommit, BranchTakenError } from './commit-writing';
import { toCommit } from './commit-view';
import { type GivenChanges, readChanges } from './given-changes';
import { withId } from './git-hash';
import { ObjectStore } from './object-store';
import { PromptChecker } from './prompt-checker';
import {
  badBranchName,
  branchMoved,
  nothingChanged,
  nothingToDelete,
  notText,
  parentElsewhere,
  pathClash,
  promptHasErrors,
  unknownParent,
} from './registry-problems';
import { type Clash, editTree, type EditedTree } from './tree-editing';
import { compareTrees, findFiles, listFiles, type ReadTree } from './tree-reading';
import { measureTree } from './tree-size';

/** One attempt to put changes on a branch, inside of its transaction. */
interface Attempt {
  readonly manager: EntityManager;
  readonly actor: Actor;
  readonly project: AccessedProject;
  readonly request: CreateCommit;
  readonly given: GivenChanges;
}

/** Where the changes go: what the author saw and what is there now. */
interface Ground {
  readonly branch: BranchRow | undefined;
  readonly parent: CommitRow | undefined;
  readonly head: CommitRow | undefined;
}

/** Writes versions. What it has acknowledged is on disk. */
@Injectable()
export class PublishService {
  readonly #turns = new Turns();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly objects: ObjectStore,
    private readonly checker: PromptChecker,
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
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.write');
    checkWords(request);
    const given = readChanges(request.changes);
    const work = () =>
      this.dataSource.transaction(async (manager) =>
        this.#attempt({ manager, actor, project, request, given }),
      );
    return this.#turns.take(`${project.id}/${request.branch}`, async () => {
      try {
        return await work();
      } catch (error) {
        // Another hub made the branch, or the very same commit, in between: now there is one to build on.
        if (error instanceof BranchTakenError || isUniqueViolation(error)) return work();
        throw error;
      }
    });
  }

  async #attempt(attempt: Attempt): Promise<CreatedCommit> {
    const { manager, actor, project, request, given } = attempt;
    // An acknowledged version survives a crash even where the server's default is laxer.
    await manager.query('SET LOCAL synchronous_commit = on');
    const readTree = this.objects.trees(manager, project.id);
    const ground = await findGround(attempt);
    await assertNoConflict(ground, attempt, readTree);
    const edited = await applyChanges(ground, attempt, readTree);
    const tree = edited.root ?? withId(encodeTree([]));
    if (tree.id === ground.head?.tree || (ground.head === undefined && edited.root === undefined))
      throw nothingChanged();

    const stored = [...edited.trees, tree];
    const blobs = [...given.values()].filter((blob) => blob !== null);
    await this.objects.insert(manager, project.id, [...blobs, ...stored]);
    const differences = await compareTrees(ground.head?.tree, tree.id, readTree);
    const size = await measureTree(ground.head, differences, (ids) =>
      this.objects.sizes(manager, project.id, ids),
    );
    await this.#check(attempt, await listFiles(tree.id, readTree));

    const commit = authoredCommit({
      actor,
      tree: tree.id,
      parent: ground.head?.id,
      message: request.message,
    });
    await this.objects.insert(manager, project.id, [commit.object]);
    const row = await appendCommit(manager, {
      ...ground,
      project,
      actor,
      request,
      commit,
      size,
      differences,
    });
    await this.audit.record(manager, actor, {
      action: 'registry.commit.created',
      target: `${request.branch} ${row.id}`,
      organizationId: project.organizationId,
      projectId: project.id,
      details: {
        branch: request.branch,
        commit: row.id,
        parent: ground.head?.id ?? null,
        paths: differences.slice(0, 100).map(({ path }) => path),
        changed: differences.length,
      },
    });
    return { commit: toCommit(row), branch: request.branch, rebased: ground.head?.id !== ground.parent?.id };
  }

  async #check({ manager, project, given }: Attempt, files: ReadonlyMap<string, string>): Promise<void> {
    const saved = new Map<string, string>();
    for (const [path, blob] of given)
      if (blob !== null) saved.set(path, Buffer.from(blob.content).toString('utf8'));
    const texts = (ids: readonly string[]) => this.objects.texts(manager, project.id, ids);
    const errors = await this.checker.errorsIn({ saved, files, texts });
    if (errors.length > 0) throw promptHasErrors(errors);
  }
}

function checkWords({ branch, message }: CreateCommit): void {
  if (/^[0-9a-f]{40}$/.test(branch)) throw badBranchName(branch);
  if (message.includes('\0') || !message.isWellFormed())
    throw notText('message', 'it is not valid Unicode text');
  if (!branch.isWellFormed()) throw badBranchName(branch);
}

async function findGround({ manager, project, request }: Attempt): Promise<Ground> {
  const branch = await lockBranch(manager, project.id, request.branch);
  const parent = request.parent === null ? undefined : await findCommit(manager, project.id, request.parent);
  if (request.parent !== null && parent === undefined) throw unknownParent(request.parent);
  // A new branch begins at the version that its author names.
  if (branch === undefined) return { branch, parent, head: parent };
  const head = branch.head === parent?.id ? parent : await findCommit(manager, project.id, branch.head);
  if (head === undefined) throw new Error(`the head of ${branch.name} is not in the index`);
  if (parent !== undefined && !(await isAncestor(manager, parent, head))) {
    throw parentElsewhere(parent.id, branch.name);
  }
  return { branch, parent, head };
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
