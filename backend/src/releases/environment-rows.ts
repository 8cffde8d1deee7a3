import type { EnvironmentTests } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { environmentNotFound } from './release-problems';

export interface EnvironmentRow {
  readonly name: string;
  readonly position: number;
  readonly protected: boolean;
  /** What may have run the tests that it wants; null: it wants none. */
  readonly requires_tests: EnvironmentTests['from'] | null;
}

/** In the order of promotion. */
export async function listEnvironments(manager: EntityManager, projectId: string): Promise<EnvironmentRow[]> {
  return manager.query<EnvironmentRow[]>(
    'SELECT name, position, protected, requires_tests FROM environments WHERE project_id = $1 ORDER BY position, name',
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
    'SELECT name, position, protected, requires_tests FROM environments WHERE project_id = $1 AND name = $2',
    [projectId, name],
  );
  if (row === undefined) throw environmentNotFound(name);
  return row;
}
