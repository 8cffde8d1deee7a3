import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { encodeTree } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { Turns } from '../common/turns';
import { despiteDeadlocks } from '../database/despite-deadlocks';
import { isUniqueViolation } from '../database/unique-violation';
import { authoredCommit } from './authored-commit';
import type { BranchRow, CommitRow } from './commit-index';
import { appendCommit, BranchTakenError, forwardBranch } from './commit-writing';
import { DeletedPartials } from './deleted-partials';
import { type StoredObject, withId } from './git-hash';
import { ObjectStore } from './object-store';
import { isChecked, PromptChecker } from './prompt-checker';
import { promptHasErrors } from './registry-problems';
import { PromptIndex } from './searching/prompt-index';
import type { EditedTree } from './tree-editing';
import { compareTrees, listFiles, type TreeDifference } from './tree-reading';
import { measureTree } from './tree-size';

/** Where a version goes: a branch, locked, and its head. Without a branch it begins one. */
export interface Target {
  readonly manager: EntityManager;
  readonly actor: Actor;
  readonly project: AccessedProject;
  /** Name of the branch. */
  readonly name: string;
  readonly branch: BranchRow | undefined;
  readonly head: CommitRow | undefined;
}

/** What the audit trail says of it. */
export interface VersionEvent {
  readonly action: string;
  /** Besides the branch, its commit before and after, and the paths. */
  readonly details?: Record<string, unknown>;
}

export interface NewVersion extends VersionEvent {
  readonly tree: EditedTree;
  /** Blobs of the tree that may not be stored yet. */
  readonly blobs: readonly StoredObject[];
  /** Parents after the head. */
  readonly merged: readonly CommitRow[];
  readonly message: string;
}

export interface WrittenVersion {
  readonly row: CommitRow;
  /** What it changed against the head. */
  readonly differences: readonly TreeDifference[];
}

/** Writes versions of any origin: checked, measured, on record, and on disk once the transaction is. */
@Injectable()
export class VersionWriter {
  readonly #turns = new Turns();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly objects: ObjectStore,
    private readonly checker: PromptChecker,
    private readonly deletedPartials: DeletedPartials,
    private readonly index: PromptIndex,
  ) {}

  /** Does the work in a transaction; for one branch one after the other, and again when others were faster or in its way. */
  async transaction<T>(
    project: Pick<AccessedProject, 'id'>,
    branch: string,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    const attempt = () =>
      despiteDeadlocks(() =>
        this.dataSource.transaction(async (manager) => {
          // An acknowledged version survives a crash even where the server's default is laxer.
          await manager.query('SET LOCAL synchronous_commit = on');
          return work(manager);
        }),
      );
    return this.#turns.take(`${project.id}/${branch}`, async () => {
      try {
        return await attempt();
      } catch (error) {
        // Another hub made the branch, or the very same commit, in between: now there is one to build on.
        if (error instanceof BranchTakenError || isUniqueViolation(error)) return attempt();
        throw error;
      }
    });
  }

  /**
   * Puts a tree on the branch as one commit.
   * @throws ProblemError 422 when the tree is too large, or a file that differs from one of the parents has errors
   */
  async write(target: Target, version: NewVersion): Promise<WrittenVersion> {
    const { manager, project, actor, head } = target;
    const readTree = this.objects.trees(manager, project.id);
    const tree = version.tree.root ?? withId(encodeTree([]));
    await this.objects.insert(manager, project.id, [...version.blobs, ...version.tree.trees, tree]);
    const differences = await compareTrees(head?.tree, tree.id, readTree);
    const size = await measureTree(head, differences, (ids) => this.objects.sizes(manager, project.id, ids));
    const others = await Promise.all(
      version.merged.map((parent) => compareTrees(parent.tree, tree.id, readTree)),
    );
    await this.assertNoErrors(target, tree.id, [...differences, ...others.flat()]);
    const parents = [head, ...version.merged].filter((parent) => parent !== undefined);
    const commit = authoredCommit({
      actor,
      tree: tree.id,
      parents: parents.map(({ id }) => id),
      message: version.message,
    });
    await this.objects.insert(manager, project.id, [commit.object]);
    const row = await appendCommit(manager, { ...target, commit, size, differences });
    await this.index.branchMoved(manager, project, { name: target.name, head: row.id });
    await this.#record(target, version, { row, differences });
    return { row, differences };
  }

  /**
   * Moves the branch to a version that is there already, and that has its head among its ancestors.
   * @throws ProblemError 422 when a file that differs has errors
   */
  async forward(target: Target, row: CommitRow, event: VersionEvent): Promise<WrittenVersion> {
    const { manager, project, head } = target;
    const differences = await compareTrees(head?.tree, row.tree, this.objects.trees(manager, project.id));
    await this.assertNoErrors(target, row.tree, differences);
    await forwardBranch(manager, row, { ...target, differences });
    await this.index.branchMoved(manager, project, { name: target.name, head: row.id });
    await this.#record(target, event, { row, differences });
    return { row, differences };
  }

  /**
   * @throws ProblemError 422 when a prompt or a file of tests that differs has errors in the version with this tree, 409 when
   *   prompts of it include a partial that is gone
   */
  async assertNoErrors(
    { manager, project }: Pick<Target, 'manager' | 'project'>,
    tree: string,
    differences: readonly TreeDifference[],
  ): Promise<void> {
    const changed = new Map(
      differences.flatMap(({ path, to }) =>
        to === undefined || !isChecked(path) ? [] : [[path, to] as const],
      ),
    );
    const texts = (ids: readonly string[]) => this.objects.texts(manager, project.id, ids);
    const stored = await texts([...changed.values()]);
    const saved = new Map([...changed].map(([path, blob]) => [path, stored.get(blob) ?? '']));
    const files = await listFiles(tree, this.objects.trees(manager, project.id));
    await this.deletedPartials.assertUnused(files, differences, texts);
    const errors = await this.checker.errorsIn({ saved, files, texts });
    if (errors.length > 0) throw promptHasErrors(errors);
  }

  async #record(
    { manager, actor, project, name, head }: Target,
    { action, details }: VersionEvent,
    { row, differences }: WrittenVersion,
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action,
      target: `${name} ${row.id}`,
      organizationId: project.organizationId,
      projectId: project.id,
      details: {
        branch: name,
        commit: row.id,
        parent: head?.id ?? null,
        ...details,
        paths: differences.slice(0, 100).map(({ path }) => path),
        changed: differences.length,
      },
    });
  }
}
