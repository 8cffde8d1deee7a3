import { Injectable, Logger } from '@nestjs/common';
import { MAX_TEST_RESULTS } from '@prompthub/protocol';
import { AccessService } from '../access/access.service';
import { type Actor, ALL_SCOPES } from '../common/actor';
import { ProblemError } from '../common/problem';
import { HubConfig } from '../config/hub-config';
import type { Place } from '../registry/prompt-sources';
import { FairSlots } from './fair-slots';
import { SpendCap } from './spend-cap';
import { cellsOf, type GoingRun, type TestCell, TestCells } from './test-cells';
import { TestPlans } from './test-plans';
import type { TestRunRow } from './test-run-rows';
import { TestRunStore } from './test-run-store';

/** A run that waits for a hub. The project by its slugs as well: access is asked by them. */
export interface TestJob {
  readonly run: string;
  readonly place: Place;
}

/** How often is written what has ended, and looked whether the run was cancelled. */
const PROGRESS_MS = 1000;

const NO_TESTS = 'There are no tests in this version, or none of these prompts has any.';
const TOO_MANY_TESTS =
  `These are more than the ${MAX_TEST_RESULTS} tests that a run has at most, or their data is too large. Run fewer prompts or models at a ` +
  'time.';

/** Takes up a run of tests and goes on with it to its end: what has ended stays, and what others began is not asked again. */
@Injectable()
export class TestRunner {
  readonly #logger = new Logger(TestRunner.name);
  readonly #slots: FairSlots;

  constructor(
    private readonly access: AccessService,
    private readonly plans: TestPlans,
    private readonly cells: TestCells,
    private readonly store: TestRunStore,
    config: HubConfig,
  ) {
    this.#slots = new FairSlots(config.testConcurrency);
  }

  /** @throws when it has not come to its end, and another hub is to go on with it. */
  async run({ run: id, place }: TestJob, stop: AbortSignal): Promise<void> {
    const run = await this.store.begin(id);
    if (run === undefined) return;
    const going = await this.#admit(run, place);
    if (going === undefined) return;
    const cells = await this.#plan(run);
    if (cells === undefined) return;
    await this.cells.endInterrupted(run, cells);
    await this.#goOn(going, cells, stop);
    if (!(await this.store.finish(id))) throw new Error(`The test run ${id} is not over yet.`);
  }

  /** Who started it may have left since. */
  async #admit(run: TestRunRow, place: Place): Promise<Omit<GoingRun, 'cap' | 'signal'> | undefined> {
    const actor: Actor = {
      userId: run.user_id,
      name: run.user_name,
      email: '',
      via: run.token_id === null ? 'session' : 'token',
      ...(run.token_id !== null && { tokenId: run.token_id }),
      scopes: ALL_SCOPES,
      requestId: run.id,
      ip: '',
    };
    try {
      const { project } = await this.access.project(
        actor,
        place.organization,
        place.project,
        'project.execute',
      );
      if (project.id === run.project_id) return { run, actor, organizationId: project.organizationId };
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error;
    }
    await this.store.giveUp(
      run.id,
      'cancelled',
      `${run.user_name}, who started it, may not run prompts here any more.`,
    );
    return undefined;
  }

  /** Undefined when there is nothing to run: then it has ended. */
  async #plan(run: TestRunRow): Promise<readonly TestCell[] | undefined> {
    const version = { id: run.project_id, commit: run.commit_id };
    const planned = await this.plans.of(version, run.paths ?? undefined);
    const cells = planned && cellsOf(planned, run);
    if (planned === undefined || cells === undefined || cells.length > MAX_TEST_RESULTS) {
      await this.store.giveUp(run.id, 'failed', TOO_MANY_TESTS);
      return undefined;
    }
    if (cells.length === 0) {
      await this.store.giveUp(run.id, 'failed', NO_TESTS);
      return undefined;
    }
    const { models } = run.options;
    await this.store.plan(run.id, {
      total: cells.length,
      columns: models?.map((model) => ({ label: model, model })),
      prompts: planned.map(({ path }) => path),
    });
    return cells;
  }

  async #goOn(
    begun: Omit<GoingRun, 'cap' | 'signal'>,
    cells: readonly TestCell[],
    stop: AbortSignal,
  ): Promise<void> {
    const { run } = begun;
    const { numbers, spentUsd } = await this.store.begun(run.id);
    const controller = new AbortController();
    const going: GoingRun = {
      ...begun,
      cap: new SpendCap(run.options.maxCostUsd, spentUsd),
      signal: controller.signal,
    };
    const timer = setInterval(() => void this.#look(run.id, controller), PROGRESS_MS);
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    const isOver = (): boolean => stop.aborted || controller.signal.aborted || failures.length > 0;
    try {
      for (const cell of cells) {
        if (isOver()) break;
        if (numbers.has(cell.number)) continue;
        const slot = await this.#slots.enter(run.id);
        const work = (isOver() ? Promise.resolve() : this.cells.run(going, cell, slot))
          .catch((error: unknown) => void failures.push(error))
          .finally(() => {
            slot.leave();
            running.delete(work);
          });
        running.add(work);
      }
      await Promise.all(running);
    } finally {
      clearInterval(timer);
    }
    await this.store.progress(run.id);
    if (failures.length > 0) throw failures[0];
  }

  async #look(id: string, controller: AbortController): Promise<void> {
    try {
      if (!(await this.store.progress(id))) controller.abort();
    } catch (error) {
      this.#logger.warn(
        `How the test run ${id} gets on could not be written, and will be in a moment: ${String(error)}`,
      );
    }
  }
}
