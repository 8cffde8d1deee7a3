import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { WalkedCommit } from './commit-walk';
import { divideAnew, divideCommits, type Division } from './divide-commits';
import type { FetchPlan } from './fetch-plan';
import type { KeptHistory, KeptPack } from './kept-pack';
import { KeptPacks } from './kept-packs';
import { EVERYTHING } from './object-filter';
import { PackContents, type PackOrder } from './pack-contents';
import { asPack, packParts } from './pack-stream';

/** Below it a pack is made as quickly as it is read. */
const LEAST_COMMITS = 100;

/** What is kept of a history, and what is not. */
interface Ground {
  readonly kept: KeptPack;
  readonly history: KeptHistory | undefined;
  readonly division: Division;
  readonly release: () => Promise<void>;
}

/**
 * Makes packs. What a whole clone sends is kept on disk for the next one, as nothing of it can ever change: the history of
 * the highest commit goes first, what is new since then is appended, and other branches follow.
 */
@Injectable()
export class PackMaker implements OnModuleDestroy {
  readonly #kept = new KeptPacks();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async *make(projectId: string, plan: FetchPlan): AsyncGenerator<Buffer> {
    const ground = isWhole(plan) ? await this.#ground(projectId, plan.order.commits) : undefined;
    if (ground === undefined) {
      yield* this.#plain(projectId, plan.order);
      return;
    }
    try {
      yield* this.#onGround(projectId, plan.order, ground);
    } finally {
      await ground.release();
    }
  }

  onModuleDestroy(): void {
    this.#kept.clear();
  }

  async *#plain(projectId: string, order: PackOrder): AsyncGenerator<Buffer> {
    const { manager } = this.dataSource;
    const entries = await new PackContents(manager, projectId).of(order);
    yield* asPack(entries.length, packParts(manager, projectId, entries));
  }

  async *#onGround(
    projectId: string,
    order: PackOrder,
    { kept, history, division }: Ground,
  ): AsyncGenerator<Buffer> {
    const { manager } = this.dataSource;
    const { trunk, others } = division;
    const contents = new PackContents(manager, projectId, history?.ids);
    const grown = await contents.of({ ...order, commits: trunk, tags: [] });
    const rest = await contents.of({ ...order, commits: others });
    const parts = async function* () {
      if (history !== undefined) yield* kept.read(history);
      const [tip] = trunk;
      if (tip !== undefined) {
        const added = { tip: tip.id, commits: trunk.length, ids: grown.map(({ id }) => id) };
        yield* kept.grow(history, packParts(manager, projectId, grown), added);
      }
      yield* packParts(manager, projectId, rest);
    };
    yield* asPack((history?.ids.size ?? 0) + grown.length + rest.length, parts());
  }

  /** Undefined where keeping a pack is not worth it, or not possible. */
  async #ground(projectId: string, commits: readonly WalkedCommit[]): Promise<Ground | undefined> {
    if (commits.length < LEAST_COMMITS) return undefined;
    const known = this.#kept.get(projectId);
    if (known !== undefined) {
      const division = divideCommits(commits, known.history);
      if (division !== undefined) return this.#use(projectId, known, division);
    }
    const kept = await this.#kept.create().catch(() => undefined);
    return kept && this.#use(projectId, kept, divideAnew(commits));
  }

  #use(projectId: string, kept: KeptPack, division: Division): Ground {
    return { kept, history: kept.history, division, release: this.#kept.use(projectId, kept) };
  }
}

/** A first clone with nothing left out. */
function isWhole({ common, boundary, order }: FetchPlan): boolean {
  const { trees, blobs, filter } = order;
  return (
    common.length === 0 &&
    boundary === undefined &&
    trees.length === 0 &&
    blobs.length === 0 &&
    filter === EVERYTHING
  );
}
