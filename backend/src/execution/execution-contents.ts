import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type ExecutionDetail, executionDetail, type ExecutionPolicy } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { Sweeper } from '../database/sweeper';

export type Contents = NonNullable<ExecutionDetail['contents']>;

const SWEPT_AT_ONCE = 1000;
const REMEMBERED_MS = 5000;
const MOST_WISHES = 10_000;

type Wish = ExecutionPolicy['keepContents'];

/** Whose contents they are. */
export interface Kept {
  readonly id: string;
  readonly projectId: string;
  readonly failed: boolean;
}

/** What the policy `p` of a project keeps of the contents `c`. */
const IS_KEPT = `(p.keep_contents = 'all' OR (p.keep_contents = 'failed' AND c.failed))
  AND c.kept_at > now() - make_interval(days => p.keep_days)`;

/**
 * What prompts were asked and answered, as far as their project keeps it. What it does not keep any more is not read, and
 * deleted by whichever hub comes first.
 */
@Injectable()
export class ExecutionContents extends Sweeper {
  readonly #logger = new Logger(ExecutionContents.name);
  readonly #wishes = new Map<string, { wish: Wish; until: number }>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    super(dataSource, { name: 'execution-contents', what: 'Contents that are kept no longer' });
  }

  /** Where the project wants that; a call does not fail for it. */
  async keep(kept: Kept, contents: Contents): Promise<void> {
    try {
      await this.keepText(kept, JSON.stringify(contents));
    } catch (error) {
      this.#logger.error(`What ${kept.id} was asked and answered could not be kept: ${String(error)}`);
    }
  }

  /** What somebody else made of it, under an id of their own. */
  async keepText({ id, projectId, failed }: Kept, contents: string): Promise<void> {
    const wish = await this.#wishOf(projectId);
    if (wish === 'none' || (wish === 'failed' && !failed)) return;
    await this.dataSource.query(
      'INSERT INTO execution_contents (execution_id, project_id, failed, contents) VALUES ($1, $2, $3, $4)',
      [id, projectId, failed, contents],
    );
  }

  /** With what they belong to, in its transaction. */
  async forget(manager: EntityManager, projectId: string, ids: readonly string[]): Promise<void> {
    await manager.query('DELETE FROM execution_contents WHERE project_id = $1 AND execution_id = ANY ($2)', [
      projectId,
      ids,
    ]);
  }

  /** Those of which something is kept, by id. */
  async texts(projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.dataSource.query<{ id: string; contents: string }[]>(
      `SELECT c.execution_id AS id, c.contents FROM execution_contents c JOIN execution_policies p USING (project_id)
       WHERE c.project_id = $1 AND c.execution_id = ANY ($2) AND ${IS_KEPT}`,
      [projectId, ids],
    );
    return new Map(rows.map(({ id, contents }) => [id, contents]));
  }

  /** The policy has changed on this hub; others notice soon. */
  forgetPolicy(projectId: string): void {
    this.#wishes.delete(projectId);
  }

  /** Undefined where none are kept. */
  async read(projectId: string, id: string): Promise<Contents | undefined> {
    const text = (await this.texts(projectId, [id])).get(id);
    return text === undefined ? undefined : executionDetail.shape.contents.parse(JSON.parse(text));
  }

  /** Remembered for a moment: it is asked after every call. What is kept against it is not shown, and swept away. */
  async #wishOf(projectId: string): Promise<Wish> {
    const known = this.#wishes.get(projectId);
    if (known !== undefined && known.until > performance.now()) return known.wish;
    const [row] = await this.dataSource.query<{ wish: Wish }[]>(
      'SELECT keep_contents AS wish FROM execution_policies WHERE project_id = $1',
      [projectId],
    );
    const wish = row?.wish ?? 'none';
    if (this.#wishes.size >= MOST_WISHES) this.#wishes.clear();
    this.#wishes.set(projectId, { wish, until: performance.now() + REMEMBERED_MS });
    return wish;
  }

  protected async sweepSome(manager: EntityManager): Promise<boolean> {
    const [, deleted] = await manager.query<[unknown, number]>(
      `DELETE FROM execution_contents WHERE execution_id IN (
           SELECT c.execution_id FROM execution_contents c JOIN execution_policies p USING (project_id)
           WHERE NOT (${IS_KEPT}) LIMIT ${SWEPT_AT_ONCE})`,
    );
    return deleted === SWEPT_AT_ONCE;
  }
}
