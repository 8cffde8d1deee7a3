import { Injectable } from '@nestjs/common';
import {
  type Commit,
  type CreateCherryPick,
  type CreateMerge,
  type CreateRevert,
  encodeTree,
  type MergeOutcome,
} from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { AccessService } from '../../access/access.service';
import type { Actor } from '../../common/actor';
import { CommitGraph } from '../commit-graph';
import { type CommitRow, findCommit } from '../commit-index';
import { toCommit, toPathChange } from '../commit-view';
import { type GivenChanges, readChanges } from '../given-changes';
import { withId } from '../git-hash';
import { MAX_DIFF_BYTES } from '../limits';
import { ObjectStore } from '../object-store';
import type { Place } from '../prompt-sources';
import { isFullId, resolveRef } from '../refs';
import { type NewVersion, VersionWriter, type WrittenVersion } from '../version-writer';
import { type Ground, lockGround } from './merge-ground';
import { mergeTooLarge, noSuchParent, unrelatedHistories } from './merge-problems';
import type { MergeSources } from './merge-trees';
import { settle, type ThreeWay } from './three-way';
import { commonBase } from './virtual-base';

/** What all three requests have in common. */
interface Wish extends Pick<CreateMerge, 'expectedHead' | 'resolutions' | 'preview'> {
  readonly branch: string;
}

/** Undefined when there is nothing to do. */
type Work = (ground: Ground, resolutions: GivenChanges) => Promise<Done | undefined>;
type Done = WrittenVersion & Pick<MergeOutcome, 'outcome'>;

/** Thrown to undo what a preview has done. */
class Rehearsal extends Error {
  constructor(readonly outcome: MergeOutcome) {
    super('a preview');
  }
}

/** Brings changes from one place of the history to another: merges, reverts, cherry-picks. */
@Injectable()
export class MergeService {
  constructor(
    private readonly access: AccessService,
    private readonly objects: ObjectStore,
    private readonly writer: VersionWriter,
  ) {}

  /** Brings all that `from` has and `into` has not. See `merge-problems` and `registry-problems`. */
  async merge(actor: Actor, place: Place, request: CreateMerge): Promise<MergeOutcome> {
    return this.#run(actor, place, { ...request, branch: request.into }, async (ground, resolutions) => {
      const { manager, project, head } = ground;
      const from = await resolveRef(manager, project.id, request.from);
      const graph = new CommitGraph(manager, project.id);
      const bases = await graph.mergeBases(head.id, from.id);
      if (bases.length === 0) throw unrelatedHistories(request.from, request.into);
      if (bases.includes(from.id)) return undefined;
      const event = { action: 'registry.branch.merged', details: { from: request.from, merged: from.id } };
      // What a person made of it is taken, even where it came to need nobody.
      if (bases.includes(head.id) && !request.noFastForward && resolutions.size === 0)
        return { outcome: 'fast-forward', ...(await this.writer.forward(ground, from, event)) };
      const { root, sources } = await commonBase(
        bases,
        {
          treeOf: async (id) => (await knownCommit(manager, project.id, id)).tree,
          mergeBases: (one, other) => graph.mergeBases(one, other),
        },
        this.#sources(ground),
      );
      const change: ThreeWay = {
        commit: from,
        base: root,
        theirs: from.tree,
        sources,
        labels: { base: bases.map(short).join(' '), ours: request.into, theirs: request.from },
      };
      const message = request.message ?? `Merge ${named(request.from)} into ${request.into}`;
      return this.#commit(ground, resolutions, { ...change, ...event, message, merged: [from] });
    });
  }

  /** Takes back what one commit changed. */
  async revert(actor: Actor, place: Place, request: CreateRevert): Promise<MergeOutcome> {
    return this.#run(actor, place, request, async (ground, resolutions) => {
      const { commit, before } = await this.#single(ground, request);
      const subject = toCommit(commit).message.split('\n', 1)[0];
      return this.#commit(ground, resolutions, {
        commit,
        base: commit.tree,
        theirs: before?.tree,
        sources: this.#sources(ground),
        labels: { base: short(commit.id), ours: request.branch, theirs: `before ${short(commit.id)}` },
        message: request.message ?? `Revert "${subject}"\n\nThis reverts commit ${commit.id}.`,
        merged: [],
        action: 'registry.commit.reverted',
        details: { reverted: commit.id },
      });
    });
  }

  /** Does once more, on another branch, what one commit changed. Its author is who picks it. */
  async cherryPick(actor: Actor, place: Place, request: CreateCherryPick): Promise<MergeOutcome> {
    return this.#run(actor, place, request, async (ground, resolutions) => {
      const { commit, before } = await this.#single(ground, request);
      const original = toCommit(commit).message.trimEnd();
      return this.#commit(ground, resolutions, {
        commit,
        base: before?.tree,
        theirs: commit.tree,
        sources: this.#sources(ground),
        labels: { base: `before ${short(commit.id)}`, ours: request.branch, theirs: short(commit.id) },
        message: request.message ?? `${original}\n\n(cherry picked from commit ${commit.id})`,
        merged: [],
        action: 'registry.commit.cherry-picked',
        details: { picked: commit.id },
      });
    });
  }

  async #run(actor: Actor, place: Place, wish: Wish, work: Work): Promise<MergeOutcome> {
    const { organization, project: slug } = place;
    const { project, role } = await this.access.project(actor, organization, slug, 'project.write');
    const mayWriteProtected = this.access.allows(actor, role, 'project.write-protected');
    const resolutions = readChanges(wish.resolutions);
    const { branch: name } = wish;
    try {
      return await this.writer.transaction(project, name, async (manager) => {
        const target = { manager, actor, project, name, mayWriteProtected };
        const ground = await lockGround(target, wish.expectedHead);
        const done = await work(ground, resolutions);
        const outcome = toOutcome(ground, done);
        if (!wish.preview) return outcome;
        const { commit: _undone, ...rehearsed } = outcome;
        throw new Rehearsal(rehearsed);
      });
    } catch (error) {
      if (error instanceof Rehearsal) return error.outcome;
      throw error;
    }
  }

  async #commit(
    ground: Ground,
    resolutions: GivenChanges,
    change: ThreeWay & Pick<NewVersion, 'message' | 'merged' | 'action' | 'details'>,
  ): Promise<Done | undefined> {
    const { tree, blobs } = await settle(change, ground, resolutions);
    const root = tree.root ?? withId(encodeTree([]));
    if (change.merged.length === 0 && root.id === ground.head.tree) return undefined;
    return { outcome: 'committed', ...(await this.writer.write(ground, { ...change, tree, blobs })) };
  }

  /** One commit, and what counts as the one before it. */
  async #single(
    { manager, project }: Ground,
    request: Pick<CreateRevert, 'commit' | 'mainline'>,
  ): Promise<{ commit: CommitRow; before: CommitRow | undefined }> {
    const commit = await resolveRef(manager, project.id, request.commit);
    const { parents } = commit;
    const unclear = parents.length > 1 && request.mainline === undefined;
    if (unclear || (request.mainline ?? 1) > Math.max(parents.length, 1)) throw noSuchParent(commit);
    const parent = parents[(request.mainline ?? 1) - 1];
    return {
      commit,
      before: parent === undefined ? undefined : await knownCommit(manager, project.id, parent),
    };
  }

  #sources({ manager, project }: Ground): MergeSources {
    return {
      readTree: this.objects.trees(manager, project.id),
      readSizes: (ids) => this.objects.sizes(manager, project.id, ids),
      readBlobs: async (ids) => {
        const sizes = await this.objects.sizes(manager, project.id, ids);
        if ([...sizes.values()].reduce((sum, size) => sum + size, 0) > MAX_DIFF_BYTES) throw mergeTooLarge();
        return this.objects.contents(manager, project.id, ids);
      },
    };
  }
}

function toOutcome({ name, head }: Ground, done: Done | undefined): MergeOutcome {
  const shared = { branch: name, before: head.id };
  if (done === undefined) return { ...shared, outcome: 'up-to-date', commit: toCommit(head), changes: [] };
  const commit: Commit = toCommit(done.row);
  return { ...shared, outcome: done.outcome, commit, changes: done.differences.map(toPathChange) };
}

async function knownCommit(manager: EntityManager, projectId: string, id: string): Promise<CommitRow> {
  const commit = await findCommit(manager, projectId, id);
  if (commit === undefined) throw new Error(`commit ${id} is not in the index`);
  return commit;
}

const short = (id: string): string => id.slice(0, 10);
const named = (ref: string): string => (isFullId(ref) ? short(ref) : ref);
