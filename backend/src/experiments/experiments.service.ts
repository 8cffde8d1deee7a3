import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type {
  CreateExperiment,
  EndExperiment,
  Experiment,
  ExperimentPage,
  ExperimentsQuery,
  UpdateExperiment,
} from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { AccessService, type AccessedProject } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Permission } from '../access/permissions';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { uuidV7 } from '../common/uuid';
import { isUniqueViolation } from '../database/unique-violation';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { RunningVersions } from '../releases/running-versions';
import { databaseJson } from '../spending/database-json';
import { ArmVersions } from './arm-versions';
import { changedPlan, type PlanColumns, planColumns } from './experiment-plan';
import { alreadyRunning, notInState, stateWords } from './experiment-problems';
import {
  type ExperimentRow,
  findExperiment,
  holdExperiment,
  listExperiments,
  toExperiment,
} from './experiment-rows';

export type ExperimentPlace = Place & { experiment: string };

/** Experiments from draft to end. Who may deploy to an environment may run one there. */
@Injectable()
export class ExperimentsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly sources: PromptSources,
    private readonly running: RunningVersions,
    private readonly versions: ArmVersions,
  ) {}

  /** Newest first. */
  async list(actor: Actor, place: Place, query: ExperimentsQuery): Promise<ExperimentPage> {
    const project = await this.#project(actor, place);
    const { state, environment, cursor, limit } = query;
    const before = cursor === undefined ? undefined : decodeCursor(z.uuid(), cursor);
    const page = { state, environment, before, limit: limit + 1 };
    const rows = await listExperiments(this.dataSource.manager, project.id, page);
    return toPage(rows, { limit, item: toExperiment, key: ({ id }) => id });
  }

  async get(actor: Actor, place: ExperimentPlace): Promise<Experiment> {
    const project = await this.#project(actor, place);
    return toExperiment(await findExperiment(this.dataSource.manager, project.id, place.experiment));
  }

  /** A draft. */
  async create(actor: Actor, place: Place, given: CreateExperiment): Promise<Experiment> {
    const { organization, project: slug } = place;
    const { project } = await this.access.project(actor, organization, slug, 'releases.deploy');
    return this.dataSource.transaction(async (manager) => {
      await this.running.permissionToMove(manager, project.id, given.environment);
      const row = {
        ...{ id: uuidV7(), project_id: project.id, created_by: actor.userId, created_by_name: actor.name },
        ...(await planColumns({ manager, project, sources: this.sources }, given)),
      };
      await manager.query(INSERT, [databaseJson(row)]);
      const made = await findExperiment(manager, project.id, row.id);
      return this.#recorded(manager, actor, { action: 'experiment.created', project, row: made });
    });
  }

  /** Anything of a draft. Of what runs the share of the traffic: weights stay, for who has an arm keeps it. */
  async update(actor: Actor, place: ExperimentPlace, given: UpdateExperiment): Promise<Experiment> {
    const { traffic, ...others } = given;
    if (traffic !== undefined && Object.keys(others).length === 0)
      return this.#change(actor, place, {
        action: 'experiment.traffic.changed',
        from: ['draft', 'running'],
        set: () => Promise.resolve({ traffic }),
      });
    return this.#change(actor, place, {
      action: 'experiment.changed',
      from: ['draft'],
      set: async ({ manager, project, row }) => {
        const plan = changedPlan(toExperiment(row), given);
        await this.running.permissionToMove(manager, project.id, plan.environment);
        return planColumns({ manager, project, sources: this.sources }, plan);
      },
    });
  }

  /** A draft. */
  async remove(actor: Actor, place: ExperimentPlace): Promise<void> {
    await this.#holding(actor, place, ['draft'], async ({ manager, project, row }) => {
      await manager.query('DELETE FROM experiments WHERE id = $1', [row.id]);
      await this.#recorded(manager, actor, { action: 'experiment.deleted', project, row });
    });
  }

  /** @throws ProblemError 409 when another one runs there, or control is not what does; 422 when an arm lacks prompts. */
  async start(actor: Actor, place: ExperimentPlace): Promise<Experiment> {
    return this.#change(actor, place, {
      action: 'experiment.started',
      from: ['draft'],
      set: async ({ manager, project, row }) => ({
        state: 'running',
        control: await this.versions.controlOf(manager, project, row),
        started_at: new Date(),
      }),
    });
  }

  /** From now on everybody gets what runs there. `rolled-back` says that the variants were refused. */
  async end(
    actor: Actor,
    place: ExperimentPlace,
    { state, why }: EndExperiment & { state: 'stopped' | 'rolled-back' },
  ): Promise<Experiment> {
    return this.#change(actor, place, {
      action: state === 'stopped' ? 'experiment.stopped' : 'experiment.rolled-back',
      from: state === 'stopped' ? ['draft', 'running'] : ['running'],
      set: () => Promise.resolve({ state, why, ended_at: new Date(), ...endedBy(actor) }),
    });
  }

  async #change(actor: Actor, place: ExperimentPlace, { action, from, set }: Change): Promise<Experiment> {
    return this.#holding(actor, place, from, async (held) => {
      const { manager, project, row } = held;
      await changeExperiment(manager, row, await set(held));
      const changed = await findExperiment(manager, project.id, row.id);
      return this.#recorded(manager, actor, { action, project, row: changed });
    });
  }

  async #holding<T>(
    actor: Actor,
    place: ExperimentPlace,
    from: readonly ExperimentRow['state'][],
    act: (held: Held) => Promise<T>,
  ): Promise<T> {
    const { organization, project: slug } = place;
    const { project, role } = await this.access.project(actor, organization, slug, 'releases.deploy');
    return this.dataSource.transaction(async (manager) => {
      const row = await holdExperiment(manager, project.id, place.experiment);
      const needed = await this.#permissionToMove(manager, row);
      if (needed !== undefined) this.access.assertAllowed(actor, role, needed);
      if (!from.includes(row.state)) throw notInState(row.name, row.state, from.map(stateWords).join(' or '));
      return act({ manager, project, row });
    });
  }

  /** Undefined where the environment is gone: its experiments can be put away by whoever deploys elsewhere. */
  async #permissionToMove(manager: EntityManager, row: ExperimentRow): Promise<Permission | undefined> {
    try {
      return await this.running.permissionToMove(manager, row.project_id, row.environment);
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'environment-not-found') return undefined;
      throw error;
    }
  }

  async #recorded(
    manager: EntityManager,
    actor: Actor,
    { action, project, row }: { action: string; project: AccessedProject; row: ExperimentRow },
  ): Promise<Experiment> {
    const experiment = toExperiment(row);
    const { name, environment, path = null, arms, traffic, why = null } = experiment;
    await this.audit.record(manager, actor, {
      action,
      target: name,
      organizationId: project.organizationId,
      projectId: project.id,
      details: { experiment: row.id, environment, path, arms, traffic, why },
    });
    return experiment;
  }

  async #project(actor: Actor, place: Place): Promise<AccessedProject> {
    const { organization, project } = place;
    return (await this.access.project(actor, organization, project, 'experiments.read')).project;
  }
}

interface Held {
  readonly manager: EntityManager;
  readonly project: AccessedProject;
  readonly row: ExperimentRow;
}

interface Change {
  readonly action: string;
  readonly from: readonly ExperimentRow['state'][];
  readonly set: (held: Held) => Promise<ExperimentChange>;
}

/** Columns that change, by name. */
export type ExperimentChange = Partial<
  PlanColumns &
    Pick<ExperimentRow, 'state' | 'started_at' | 'ended_at' | 'ended_by' | 'ended_by_name' | 'why' | 'winner'>
>;

export const endedBy = ({ userId, name }: Actor) => ({ ended_by: userId, ended_by_name: name });

/** Of one that is held. @throws ProblemError 409 when another one runs there. */
export async function changeExperiment(
  manager: EntityManager,
  { id, environment, path }: Pick<ExperimentRow, 'id' | 'environment' | 'path'>,
  change: ExperimentChange,
): Promise<void> {
  const columns = Object.keys(change).join(', ');
  try {
    await manager.query(
      `UPDATE experiments SET (${columns}) = (SELECT ${columns} FROM jsonb_populate_record(NULL::experiments, $2)) WHERE id = $1`,
      [id, databaseJson(change)],
    );
  } catch (error) {
    if (!isUniqueViolation(error, 'experiments_running')) throw error;
    throw alreadyRunning(path === '' ? `"${environment}"` : `"${path}" in "${environment}"`);
  }
}

const INSERT = `
  INSERT INTO experiments (id, project_id, environment, path, name, hypothesis, control, arms, traffic, metric, guards, planned_size,
    window_hours, stop_on_breach, created_by, created_by_name)
  SELECT id, project_id, environment, path, name, hypothesis, control, arms, traffic, metric, guards, planned_size,
    window_hours, stop_on_breach, created_by, created_by_name
  FROM jsonb_populate_record(NULL::experiments, $1)`;
