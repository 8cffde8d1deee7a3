import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeTree, type GitObject, type GitObjectType, type TreeEntry } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { LeastRecentlyUsed } from '../common/least-recently-used';
import type { StoredObject } from './git-hash';
import type { ReadTree } from './tree-reading';

/** Entries of trees kept in memory, over all projects; one takes some 150 bytes. */
const CACHED_ENTRIES = 200_000;
/** Bytes of objects that one INSERT carries. */
const BATCH_BYTES = 8 << 20;

/** The objects of projects. Insert-only; whoever calls has asked `access` for the project. */
@Injectable()
export class ObjectStore {
  readonly #trees = new LeastRecentlyUsed<readonly TreeEntry[]>(CACHED_ENTRIES);

  async read(manager: EntityManager, projectId: string, id: string): Promise<GitObject | undefined> {
    const rows = await manager.query<{ type: GitObjectType; content: Buffer }[]>(
      'SELECT type, content FROM git_objects WHERE project_id = $1 AND id = $2',
      [projectId, id],
    );
    return rows[0];
  }

  /** Texts of blobs by id. */
  async texts(
    manager: EntityManager,
    projectId: string,
    ids: readonly string[],
  ): Promise<Map<string, string>> {
    const contents = await this.contents(manager, projectId, ids);
    return new Map([...contents].map(([id, content]) => [id, content.toString('utf8')]));
  }

  /** Bytes of blobs by id. */
  async contents(
    manager: EntityManager,
    projectId: string,
    ids: readonly string[],
  ): Promise<Map<string, Buffer>> {
    const rows = await manager.query<{ id: string; content: Buffer }[]>(
      'SELECT id, content FROM git_objects WHERE project_id = $1 AND id = ANY($2)',
      [projectId, [...new Set(ids)]],
    );
    return new Map(rows.map(({ id, content }) => [id, content]));
  }

  /** Sizes of blobs in bytes, by id. */
  async sizes(
    manager: EntityManager,
    projectId: string,
    ids: readonly string[],
  ): Promise<Map<string, number>> {
    const rows = await manager.query<{ id: string; size: number }[]>(
      'SELECT id, size FROM git_objects WHERE project_id = $1 AND id = ANY($2)',
      [projectId, [...new Set(ids)]],
    );
    return new Map(rows.map(({ id, size }) => [id, size]));
  }

  /** A reader of one project's trees, from memory where they were read before. */
  trees(manager: EntityManager, projectId: string): ReadTree {
    return async (ids) => {
      const found = new Map<string, readonly TreeEntry[]>();
      for (const id of ids) {
        const cached = this.#trees.get(`${projectId}/${id}`);
        if (cached !== undefined) found.set(id, cached);
      }
      const missing = [...new Set(ids)].filter((id) => !found.has(id));
      if (missing.length === 0) return found;
      const rows = await manager.query<{ id: string; content: Buffer }[]>(
        `SELECT id, content FROM git_objects WHERE project_id = $1 AND id = ANY($2) AND type = 'tree'`,
        [projectId, missing],
      );
      for (const { id, content } of rows) {
        const entries = decodeTree({ type: 'tree', content });
        found.set(id, entries);
        this.#trees.set(`${projectId}/${id}`, entries, entries.length + 1);
      }
      return found;
    };
  }

  async insert(manager: EntityManager, projectId: string, objects: readonly StoredObject[]): Promise<void> {
    for (const batch of batches(objects)) await insertBatch(manager, projectId, batch);
  }
}

async function insertBatch(
  manager: EntityManager,
  projectId: string,
  batch: readonly StoredObject[],
): Promise<void> {
  let end = 0;
  // All contents as one value, cut up over there: in a list each would travel as text.
  const inserted = await manager.query<{ id: string }[]>(
    `INSERT INTO git_objects (project_id, id, type, size, content)
     SELECT $1, id, type, size, substring($6::bytea FROM start FOR size)
     FROM unnest($2::text[], $3::text[], $4::integer[], $5::integer[]) AS given (id, type, size, start)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      projectId,
      batch.map(({ id }) => id),
      batch.map(({ type }) => type),
      batch.map(({ content }) => content.length),
      batch.map(({ content }) => (end += content.length) - content.length + 1),
      Buffer.concat(batch.map(({ content }) => content)),
    ],
  );
  const fresh = new Set(inserted.map(({ id }) => id));
  const known = batch.filter(({ id }) => !fresh.has(id));
  if (known.length > 0) await assertSameContent(manager, projectId, known);
}

/**
 * SHA-1 collisions can be made on purpose (SHAttered, 2017). What is stored wins in Git; here the newcomer is refused,
 * so that nobody's text is silently taken for another.
 */
async function assertSameContent(
  manager: EntityManager,
  projectId: string,
  objects: readonly StoredObject[],
): Promise<void> {
  const digest = ({ content }: StoredObject) => createHash('sha256').update(content).digest();
  const collisions = await manager.query<{ id: string }[]>(
    `SELECT id FROM git_objects JOIN unnest($2::text[], $3::bytea[]) AS given (id, digest) USING (id)
     WHERE project_id = $1 AND sha256(content) <> given.digest`,
    [projectId, objects.map(({ id }) => id), objects.map(digest)],
  );
  if (collisions[0] !== undefined) {
    throw new Error(`object ${collisions[0].id} is stored with other content: a SHA-1 collision`);
  }
}

/**
 * Without repeats, cut so that no batch carries much more than BATCH_BYTES. By id: two that store the same objects wait
 * for each other at the first they have in common, not crosswise.
 */
function* batches(objects: readonly StoredObject[]): Generator<StoredObject[]> {
  let batch: StoredObject[] = [];
  let bytes = 0;
  const distinct = [...new Map(objects.map((each) => [each.id, each])).values()];
  for (const object of distinct.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    batch.push(object);
    bytes += object.content.length;
    if (bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
