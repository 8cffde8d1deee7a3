import type { EntityManager } from 'typeorm';
import { environmentNotFound } from './release-problems';

export interface EnvironmentRow {
  readonly name: string;
  readonly position: number;
  readonly protected: boolean;
}

/** In the order of promotion. */
export async function listEnvironments(manager: EntityManager, projectId: string): Promise<EnvironmentRow[]> {
  return manager.query<EnvironmentRow[]>(
    'SELECT name, position, protected FROM environments WHERE project_id = $1 ORDER BY position, name',
    [projectId],
  );
}

/** @throws ProblemError 404. */
export async function findEnvironment(
  manager: EntityManager,
  projectId: string,
  name: string,
): Promise<EnvironmentRow> {
  const [row] = await manager.query<EnvironmentRow[]>(
    'SELECT name, position, protected FROM environments WHERE project_id = $1 AND name = $2',
    [projectId, name],
  );
  if (row === undefined) throw environmentNotFound(name);
  return row;
}
