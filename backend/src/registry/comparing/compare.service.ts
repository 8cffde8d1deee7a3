import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { CommitPage, Comparison, PageQuery } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type AccessedProject, AccessService } from '../../access/access.service';
import type { Actor } from '../../common/actor';
import { decodeCursor, toPage } from '../../common/cursor';
import { CommitGraph } from '../commit-graph';
import { findCommit, findCommits } from '../commit-index';
import { toCommit, toPathChange } from '../commit-view';
import { ObjectStore } from '../object-store';
import type { Place } from '../prompt-sources';
import { resolveIn } from '../refs';
import { compareTrees } from '../tree-reading';
import { dateOrder } from './date-order';

const id = z.string().regex(/^[0-9a-f]{40}$/);
const cursorKey = z.tuple([id, id, z.int().nonnegative()]);

export interface SideQuery extends PageQuery {
  readonly from: string;
  readonly to: string;
  /** `ahead`: what only `to` has; `behind`: what only `from` has. */
  readonly side: 'ahead' | 'behind';
}

/** How two versions relate, over all their ancestors. */
@Injectable()
export class CompareService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly objects: ObjectStore,
  ) {}

  async compare(actor: Actor, place: Place, query: { from: string; to: string }): Promise<Comparison> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const { manager } = this.dataSource;
    const from = await resolveIn(manager, project, query.from);
    const to = await resolveIn(manager, project, query.to);
    const { mergeBases, ahead, behind } = await this.#graph(project).relation(to.id, from.id);
    const base = await findCommit(manager, project.id, mergeBases[0] ?? '');
    const files = await compareTrees(base?.tree, to.tree, this.objects.trees(manager, project.id));
    return {
      from: from.id,
      to: to.id,
      ...(base === undefined ? {} : { mergeBase: base.id }),
      ahead,
      behind,
      files: files.map(toPathChange),
    };
  }

  /** The commits of one side, parents after their children and else newest first. The cursor stays with both ends. */
  async commits(actor: Actor, place: Place, { side, limit, ...query }: SideQuery): Promise<CommitPage> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const { manager } = this.dataSource;
    const [from, to, start] =
      query.cursor === undefined ? [query.from, query.to, 0] : decodeCursor(cursorKey, query.cursor);
    const ends = [await resolveIn(manager, project, from), await resolveIn(manager, project, to)] as const;
    const { left, right } = await this.#graph(project).divergence(ends[0].id, ends[1].id);
    const ordered = dateOrder(side === 'ahead' ? right : left);
    const wanted = ordered.slice(start, start + limit + 1).map((commit) => commit.id);
    const rows = await findCommits(manager, project.id, wanted);
    return toPage(rows, {
      limit,
      item: toCommit,
      key: () => [ends[0].id, ends[1].id, start + limit],
    });
  }

  #graph(project: AccessedProject): CommitGraph {
    return new CommitGraph(this.dataSource.manager, project.id);
  }
}
