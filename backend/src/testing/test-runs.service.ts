import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type {
  KeptTestResult,
  StartTestRun,
  TestResultQuery,
  TestRun,
  TestRunPage,
  TestRunQuery,
} from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Permission } from '../access/permissions';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { isUuid, uuidV7 } from '../common/uuid';
import { ExecutionContents } from '../execution/execution-contents';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { resultOf } from './stored-result';
import { runEnded, runNotFound, tooManyOpenRuns } from './test-problems';
import { TestQueue } from './test-queue';
import {
  countOpenRuns,
  findRun,
  listResults,
  listRuns,
  type RunOptions,
  type TestRunRow,
} from './test-run-rows';
import { TestRunStore } from './test-run-store';
import { toTestRun } from './test-run-view';

export type RunPlace = Place & { run: string };

/** Runs of one project that wait or go on. */
const MOST_OPEN = 100;

/** Runs of tests: those that are kept, and those that the hub is to make. */
@Injectable()
export class TestRunsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly sources: PromptSources,
    private readonly contents: ExecutionContents,
    private readonly queue: TestQueue,
    private readonly store: TestRunStore,
  ) {}

  /** Newest first. */
  async list(actor: Actor, place: Place, query: TestRunQuery): Promise<TestRunPage> {
    const project = await this.#project(actor, place, 'executions.read');
    const { manager } = this.dataSource;
    const { ref, status, path, limit, cursor } = query;
    const commit = ref === undefined ? undefined : await this.sources.locate(manager, project, { ref });
    const before = cursor === undefined ? undefined : decodeCursor(z.uuid(), cursor);
    const rows = await listRuns(manager, project.id, { commit, status, path, before, limit: limit + 1 });
    return toPage(rows, { limit, item: toTestRun, key: ({ id }) => id });
  }

  async get(actor: Actor, place: RunPlace): Promise<TestRun> {
    const project = await this.#project(actor, place, 'executions.read');
    return toTestRun(await this.#find(this.dataSource.manager, project, place.run));
  }

  /** In the order of the run. What was asked and answered only for those who may run prompts. */
  async results(
    actor: Actor,
    place: RunPlace,
    { status, cursor, limit }: TestResultQuery,
  ): Promise<{ items: KeptTestResult[]; nextCursor?: string }> {
    const { organization, project: slug } = place;
    const { project, role } = await this.access.project(actor, organization, slug, 'executions.read');
    const { manager } = this.dataSource;
    const run = await this.#find(manager, project, place.run);
    const after = cursor === undefined ? undefined : decodeCursor(z.int().nonnegative(), cursor);
    const rows = await listResults(manager, run.id, { status, after, limit: limit + 1 });
    const mayRead = this.access.allows(actor, role, 'project.execute');
    const ids = mayRead ? rows.map(({ id }) => id) : [];
    const contents = await this.contents.texts(project.id, ids);
    return toPage(rows, {
      limit,
      item: ({ id, prompt, result }) => resultOf(prompt, result, contents.get(id)),
      key: ({ number }) => number,
    });
  }

  /** It waits in the queue until a hub has room. */
  async start(actor: Actor, place: Place, wanted: StartTestRun): Promise<TestRun> {
    const project = await this.#project(actor, place, 'project.execute');
    const { paths, ref = project.defaultBranch, ...options } = wanted;
    return this.dataSource.transaction(async (manager) => {
      const commit = await this.sources.locate(manager, project, { ref });
      for (const path of paths ?? []) await this.sources.locate(manager, project, { ref: commit, path });
      if ((await countOpenRuns(manager, project.id)) >= MOST_OPEN) throw tooManyOpenRuns(MOST_OPEN);
      const run = await this.#insert(manager, actor, { project, commit, ref, paths, options });
      await this.queue.send(manager, project.id, { run: run.id, place: placeOf(place) });
      await this.#record(manager, actor, {
        action: 'test-run.started',
        project,
        run,
        details: { paths, ...options },
      });
      return toTestRun(run);
    });
  }

  /** What runs is stopped soon, by whichever hub runs it; what has ended stays. */
  async cancel(actor: Actor, place: RunPlace): Promise<TestRun> {
    const project = await this.#project(actor, place, 'project.execute');
    return this.dataSource.transaction(async (manager) => {
      const run = await this.#find(manager, project, place.run);
      if (!(await this.store.cancel(manager, run.id))) throw runEnded();
      await this.#record(manager, actor, { action: 'test-run.cancelled', project, run, details: {} });
      return toTestRun(await this.#find(manager, project, run.id));
    });
  }

  async remove(actor: Actor, place: RunPlace): Promise<void> {
    const project = await this.#project(actor, place, 'project.manage');
    await this.dataSource.transaction(async (manager) => {
      const run = await this.#find(manager, project, place.run);
      const results = await manager.query<{ id: string }[]>('SELECT id FROM test_results WHERE run_id = $1', [
        run.id,
      ]);
      await this.contents.forget(
        manager,
        project.id,
        results.map(({ id }) => id),
      );
      await manager.query('DELETE FROM test_runs WHERE id = $1', [run.id]);
      const details = { status: run.status };
      await this.#record(manager, actor, { action: 'test-run.deleted', project, run, details });
    });
  }

  async #project(
    actor: Actor,
    { organization, project }: Place,
    permission: Permission,
  ): Promise<AccessedProject> {
    return (await this.access.project(actor, organization, project, permission)).project;
  }

  async #find(manager: EntityManager, project: AccessedProject, id: string): Promise<TestRunRow> {
    const row = isUuid(id) ? await findRun(manager, project.id, id) : undefined;
    if (row === undefined) throw runNotFound();
    return row;
  }

  async #insert(
    manager: EntityManager,
    actor: Actor,
    run: {
      project: AccessedProject;
      commit: string;
      ref: string;
      paths: readonly string[] | undefined;
      options: RunOptions;
    },
  ): Promise<TestRunRow> {
    const [row] = await manager.query<TestRunRow[]>(
      `INSERT INTO test_runs (id, project_id, origin, commit_id, ref, paths, options, status, user_id, user_name, token_id)
       VALUES ($1, $2, 'hub', $3, $4, $5, $6, 'queued', $7, $8, $9) RETURNING *`,
      [
        uuidV7(),
        run.project.id,
        run.commit,
        run.ref,
        run.paths ?? null,
        JSON.stringify(run.options),
        actor.userId,
        actor.name,
        actor.tokenId ?? null,
      ],
    );
    if (row === undefined) throw new Error('the database did not return the run that it inserted');
    return row;
  }

  async #record(
    manager: EntityManager,
    actor: Actor,
    event: { action: string; project: AccessedProject; run: TestRunRow; details: Record<string, unknown> },
  ): Promise<void> {
    const { action, project, run, details } = event;
    await this.audit.record(manager, actor, {
      action,
      target: run.id,
      organizationId: project.organizationId,
      projectId: project.id,
      details: { commit: run.commit_id, ...details },
    });
  }
}

function placeOf({ organization, project }: Place): Place {
  return { organization, project };
}
