import type { EntityManager } from 'typeorm';
import { nameClash } from '../registry-problems';

/**
 * Makes sure that no other branch (or tag) stands in the way of a new name: a clone keeps refs as files, so that `a` and
 * `a/b` exclude each other. Names are given one after the other in a project, until the transaction ends.
 * @throws ProblemError 409
 */
export async function reserveName(
  manager: EntityManager,
  projectId: string,
  { table, name }: { table: 'branches' | 'tags'; name: string },
): Promise<void> {
  await manager.query('SELECT FROM projects WHERE id = $1 FOR NO KEY UPDATE', [projectId]);
  const parts = name.split('/');
  const above = parts.slice(1).map((_part, at) => parts.slice(0, at + 1).join('/'));
  const [other] = await manager.query<{ name: string }[]>(
    // "0" follows "/", so that what lies below is a range of the primary key.
    `SELECT name FROM ${table} WHERE project_id = $1 AND (name = ANY ($2) OR (name > $3 AND name < $4)) LIMIT 1`,
    [projectId, above, `${name}/`, `${name}0`],
  );
  if (other !== undefined) throw nameClash(name, other.name);
}
