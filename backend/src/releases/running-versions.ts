import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AccessedProject, AccessService } from '../access/access.service';
import type { Permission } from '../access/permissions';
import type { Actor } from '../common/actor';
import { type RunningExperiment, toRunningExperiment } from '../experiments/running-experiment';
import type { KeysInForce } from '../provider-keys/key-row';
import type { Place } from '../registry/prompt-sources';
import { findEnvironment } from './environment-rows';
import { permissionToMove } from './release-policy';
import { environmentNotFound, notDeployed } from './release-problems';
import { IN_ENVIRONMENT, type InEnvironmentRow, TO_RUN, type ToRunRow } from './release-statements';

type ProjectKey = Pick<AccessedProject, 'id' | 'organizationId' | 'defaultBranch'>;

/** What an environment runs. */
export interface Running {
  /** The version of the whole project; null when none is deployed. */
  readonly head: string | null;
  /** Versions of prompts that have their own, by path. */
  readonly own: Readonly<Record<string, string>>;
}

interface Found {
  readonly project: ProjectKey;
  readonly commit: string;
  readonly experiment: RunningExperiment | undefined;
}

/** An environment that something is deployed to. */
export interface Deployed extends Running {
  readonly projectId: string;
  readonly environment: string;
  /** When something was last deployed there. */
  readonly since: Date;
}

/** What runs where, for other domains of the hub. They have asked `access`, each for its own permission, where it is not asked here. */
@Injectable()
export class RunningVersions {
  constructor(private readonly access: AccessService) {}

  /** By project; those that have no such environment are not there. */
  async of(
    manager: EntityManager,
    projectIds: readonly string[],
    environment: string,
  ): Promise<Map<string, Running>> {
    const rows = await manager.query<(Running & { project_id: string })[]>(
      `SELECT e.project_id, max(p.commit_id) FILTER (WHERE p.path = '') AS head,
         COALESCE(jsonb_object_agg(p.path, p.commit_id) FILTER (WHERE p.path <> ''), '{}') AS own
       FROM environments e LEFT JOIN release_pointers p
         ON p.project_id = e.project_id AND p.kind = 'environment' AND p.name = e.name AND p.commit_id IS NOT NULL
       WHERE e.project_id = ANY ($1) AND e.name = $2 GROUP BY e.project_id`,
      [projectIds, environment],
    );
    return new Map(rows.map(({ project_id: id, head, own }) => [id, { head, own }]));
  }

  /**
   * The version that a prompt runs there (its own, else the project's), the experiment that acts on it, and who may ask for it, in one
   * statement.
   * @throws ProblemError as `AccessService`, and 404 when there is no such environment, or nothing is deployed there.
   */
  async find(
    actor: Actor,
    place: Place,
    permission: Permission,
    { path, environment }: { path: string; environment: string },
  ): Promise<Found> {
    const read = { statement: IN_ENVIRONMENT, values: [environment, path] };
    const { project, row } = await this.access.projectWith<InEnvironmentRow>(actor, place, permission, read);
    return { project, ...found(row, { path, environment }) };
  }

  /** The same for who runs it: also which keys of providers are in force, in the same statement. */
  async findToRun(
    actor: Actor,
    place: Place,
    { path, environment }: { path: string; environment: string },
  ): Promise<Found & { inForce: KeysInForce | undefined }> {
    const read = { statement: TO_RUN, values: [environment, path] };
    const { project, row } = await this.access.projectWith<ToRunRow>(actor, place, 'project.execute', read);
    return { project, ...found(row, { path, environment }), inForce: row.keys ?? undefined };
  }

  /** What moving something in an environment needs. @throws ProblemError 404 when there is no such environment. */
  async permissionToMove(
    manager: EntityManager,
    projectId: string,
    environment: string,
  ): Promise<Permission> {
    return permissionToMove(await findEnvironment(manager, projectId, environment));
  }

  /** All environments of these projects that run something, in the order of promotion. */
  async deployed(manager: EntityManager, projectIds: readonly string[]): Promise<Deployed[]> {
    return manager.query<Deployed[]>(
      `SELECT e.project_id AS "projectId", e.name AS environment, max(m.created_at) AS since,
         max(p.commit_id) FILTER (WHERE p.path = '') AS head,
         COALESCE(jsonb_object_agg(p.path, p.commit_id) FILTER (WHERE p.path <> ''), '{}') AS own
       FROM environments e JOIN release_pointers p
         ON p.project_id = e.project_id AND p.kind = 'environment' AND p.name = e.name AND p.commit_id IS NOT NULL
       JOIN release_moves m ON m.id = p.move_id
       WHERE e.project_id = ANY ($1) GROUP BY e.project_id, e.name, e.position ORDER BY e.position, e.name`,
      [projectIds],
    );
  }

  /** Where a label of a prompt points; undefined when the prompt has none of this name. */
  async underLabel(
    manager: EntityManager,
    projectId: string,
    { path, label }: { path: string; label: string },
  ): Promise<string | undefined> {
    const [row] = await manager.query<{ commit_id: string }[]>(
      `SELECT commit_id FROM release_pointers
       WHERE project_id = $1 AND kind = 'label' AND name = $2 AND path = $3 AND commit_id IS NOT NULL`,
      [projectId, label, path],
    );
    return row?.commit_id;
  }
}

function found(
  { environment, commit, experiment }: InEnvironmentRow,
  at: { path: string; environment: string },
): Omit<Found, 'project'> {
  if (environment === null) throw environmentNotFound(at.environment);
  if (commit === null) throw notDeployed(at.environment, at.path);
  return { commit, experiment: toRunningExperiment(experiment) };
}
