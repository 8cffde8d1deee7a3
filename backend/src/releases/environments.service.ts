import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type {
  CreateEnvironment,
  Environment,
  EnvironmentList,
  EnvironmentPointer,
  UpdateEnvironment,
} from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { isUniqueViolation } from '../database/unique-violation';
import type { Place } from '../registry/prompt-sources';
import { type Asked, commitsBehind } from './commits-behind';
import { type EnvironmentRow, findEnvironment, listEnvironments } from './environment-rows';
import { type EnvironmentPointerRow, pointersOfEnvironments } from './environment-pointers';
import { listPointers, lockTarget, type ReleaseTarget } from './release-pointers';
import { circumstancesOf } from './release-words';
import { environmentExists, environmentInUse, environmentNotFound } from './release-problems';

/** Which environments a project has, and what runs in them. */
@Injectable()
export class EnvironmentsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
  ) {}

  /** In the order of promotion. With `path`, what concerns that prompt. */
  async list(actor: Actor, place: Place, { path }: { path?: string }): Promise<EnvironmentList> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    return { items: await this.#view(project, path) };
  }

  async create(actor: Actor, place: Place, wanted: CreateEnvironment): Promise<Environment> {
    const project = await this.#managed(actor, place);
    try {
      return await this.dataSource.transaction(async (manager) => {
        const position = await makeRoom(manager, project.id, wanted.after);
        await manager.query(
          'INSERT INTO environments (project_id, name, position, protected, requires_tests) VALUES ($1, $2, $3, $4, $5)',
          [project.id, wanted.name, position, wanted.protected, wanted.requires?.from ?? null],
        );
        const { protected: isProtected, requires } = wanted;
        const shown = { protected: isProtected, ...(requires && { requires }) };
        const details = { ...shown, after: wanted.after ?? null };
        await this.#record(manager, actor, {
          action: 'environment.created',
          project,
          name: wanted.name,
          details,
        });
        return { name: wanted.name, ...shown, prompts: [] };
      });
    } catch (error) {
      if (isUniqueViolation(error, 'environments_pkey')) throw environmentExists(wanted.name);
      throw error;
    }
  }

  async update(
    actor: Actor,
    place: Place & { environment: string },
    change: UpdateEnvironment,
  ): Promise<Environment> {
    const project = await this.#managed(actor, place);
    const name = place.environment;
    await this.dataSource.transaction(async (manager) => {
      await lockTarget(manager, targetOf(project, name));
      const before = await findEnvironment(manager, project.id, name);
      const { requires, protected: isProtected = before.protected } = change;
      const from = requires === undefined ? before.requires_tests : (requires?.from ?? null);
      await manager.query(
        'UPDATE environments SET protected = $3, requires_tests = $4 WHERE project_id = $1 AND name = $2',
        [project.id, name, isProtected, from],
      );
      const details = { ...change };
      await this.#record(manager, actor, { action: 'environment.updated', project, name, details });
    });
    const updated = (await this.#view(project)).find((environment) => environment.name === name);
    if (updated === undefined) throw environmentNotFound(name);
    return updated;
  }

  /** Its history stays stored, and goes on when an environment of the same name is made. */
  async remove(actor: Actor, place: Place & { environment: string }): Promise<void> {
    const project = await this.#managed(actor, place);
    const name = place.environment;
    await this.dataSource.transaction(async (manager) => {
      const target = targetOf(project, name);
      await lockTarget(manager, target);
      await findEnvironment(manager, project.id, name);
      if ((await listPointers(manager, target)).length > 0) throw environmentInUse(name);
      await manager.query('DELETE FROM environments WHERE project_id = $1 AND name = $2', [project.id, name]);
      await this.#record(manager, actor, { action: 'environment.deleted', project, name, details: {} });
    });
  }

  async #view(project: AccessedProject, path?: string): Promise<Environment[]> {
    const { manager } = this.dataSource;
    const rows = await listEnvironments(manager, project.id);
    const pointers = await pointersOfEnvironments(manager, project.id, path);
    const asked = pointers.map((pointer): Asked => askedOf(pointer, path));
    const behind = await commitsBehind(
      manager,
      { projectId: project.id, name: project.defaultBranch },
      asked,
    );
    const show = (pointer: EnvironmentPointerRow) => toPointer(pointer, behind?.(askedOf(pointer, path)));
    return rows.map((row) => toEnvironment(row, pointers, show));
  }

  async #managed(actor: Actor, place: Place): Promise<AccessedProject> {
    const { organization, project } = place;
    return (await this.access.project(actor, organization, project, 'environments.manage')).project;
  }

  async #record(
    manager: EntityManager,
    actor: Actor,
    event: { action: string; project: AccessedProject; name: string; details: Record<string, unknown> },
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action: event.action,
      target: event.name,
      organizationId: event.project.organizationId,
      projectId: event.project.id,
      details: event.details,
    });
  }
}

const targetOf = (project: { id: string }, name: string): ReleaseTarget => ({
  projectId: project.id,
  kind: 'environment',
  name,
});

/** Moves those behind one further on. Environments of a project are made one after the other. */
async function makeRoom(
  manager: EntityManager,
  projectId: string,
  after: string | undefined,
): Promise<number> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`environments ${projectId}`]);
  if (after === undefined) {
    const last = (await listEnvironments(manager, projectId)).at(-1);
    return (last?.position ?? 0) + 1;
  }
  const { position } = await findEnvironment(manager, projectId, after);
  await manager.query(
    'UPDATE environments SET position = position + 1 WHERE project_id = $1 AND position > $2',
    [projectId, position],
  );
  return position + 1;
}

function askedOf(pointer: EnvironmentPointerRow, path: string | undefined): Asked {
  return { commit: pointer.commit_id, path: path ?? pointer.path };
}

function toPointer(row: EnvironmentPointerRow, behind: number | undefined): EnvironmentPointer {
  return { commit: row.commit_id, ...(behind === undefined ? {} : { behind }), ...circumstancesOf(row) };
}

function toEnvironment(
  row: EnvironmentRow,
  all: readonly EnvironmentPointerRow[],
  show: (pointer: EnvironmentPointerRow) => EnvironmentPointer,
): Environment {
  const own = all.filter(({ name }) => name === row.name);
  const project = own.find(({ path }) => path === '');
  return {
    name: row.name,
    protected: row.protected,
    ...(row.requires_tests !== null && { requires: { testRun: 'passed', from: row.requires_tests } }),
    ...(project === undefined ? {} : { project: show(project) }),
    prompts: own
      .filter(({ path }) => path !== '')
      .map((pointer) => ({ path: pointer.path, ...show(pointer) })),
  };
}
