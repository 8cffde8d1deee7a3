import { Injectable, Logger } from '@nestjs/common';
import { RenderError } from '@prompthub/core';
import { runTests, type TestCase, type TestResult } from '@prompthub/engine';
import { MAX_TEST_RESULTS, type ReportedTest } from '@prompthub/protocol';
import { AccessService } from '../access/access.service';
import { type Actor, ALL_SCOPES } from '../common/actor';
import { ProblemError } from '../common/problem';
import { HubConfig } from '../config/hub-config';
import { CompiledPrompts } from '../execution/compiled-prompts';
import { ExecutionContents } from '../execution/execution-contents';
import { PromptBundles } from '../registry/prompt-bundles';
import type { Place } from '../registry/prompt-sources';
import { FairSlots } from './fair-slots';
import { SpendCap } from './spend-cap';
import { partsOf } from './stored-result';
import { type PlannedPrompt, TestPlans } from './test-plans';
import { type Asked, type QuestionScope, TestQuestions } from './test-questions';
import type { TestRunRow } from './test-run-rows';
import { TestRunStore } from './test-run-store';

/** A run that waits for a hub. The project by its slugs as well: access is asked by them. */
export interface TestJob {
  readonly run: string;
  readonly place: Place;
}

/** One test of one column. */
interface Cell {
  readonly number: number;
  readonly prompt: string;
  readonly source: string;
  readonly test: TestCase;
  readonly column: number;
  readonly model: string | undefined;
}

/** A run while this hub goes on with it. */
interface Going {
  readonly run: TestRunRow;
  readonly actor: Actor;
  readonly organizationId: string;
  readonly cap: SpendCap;
  readonly signal: AbortSignal;
}

/** How often is written what has ended, and looked whether the run was cancelled. */
const PROGRESS_MS = 1000;

/** Takes up a run of tests and goes on with it to its end: what has ended stays, and what others began is not asked again. */
@Injectable()
export class TestRunner {
  readonly #logger = new Logger(TestRunner.name);
  readonly #slots: FairSlots;

  constructor(
    private readonly access: AccessService,
    private readonly plans: TestPlans,
    private readonly prompts: CompiledPrompts,
    private readonly bundles: PromptBundles,
    private readonly questions: TestQuestions,
    private readonly contents: ExecutionContents,
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
    await this.#endInterrupted(going, cells);
    await this.#goOn(going, cells, stop);
    if (!(await this.store.finish(id))) throw new Error(`The test run ${id} is not over yet.`);
  }

  /** Who started it may have left since. */
  async #admit(run: TestRunRow, place: Place): Promise<Omit<Going, 'cap' | 'signal'> | undefined> {
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
  async #plan(run: TestRunRow): Promise<readonly Cell[] | undefined> {
    const version = { id: run.project_id, commit: run.commit_id };
    const planned = await this.plans.of(version, run.paths ?? undefined);
    const cells = cellsOf(planned, run);
    const problem =
      cells.length === 0
        ? 'There are no tests in this version, or none of these prompts has any.'
        : cells.length > MAX_TEST_RESULTS &&
          `These are ${cells.length} tests, and a run has ${MAX_TEST_RESULTS} at most. Run fewer prompts or models at a time.`;
    if (problem !== false) {
      await this.store.giveUp(run.id, 'failed', problem);
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

  async #endInterrupted({ run }: Pick<Going, 'run'>, cells: readonly Cell[]): Promise<void> {
    for (const { id, number } of await this.store.interrupted(run.id)) {
      const cell = cells[number];
      if (cell === undefined) await this.store.release(id);
      else
        await this.#end(run, { id, cell }, undefined, {
          ...NOT_RUN,
          test: cell.test,
          status: 'errored',
          error:
            'The hub that ran it stopped in its middle. It is not asked a second time, as that could be paid twice; what was asked is among the executions.',
        });
    }
  }

  async #goOn(
    begun: Omit<Going, 'cap' | 'signal'>,
    cells: readonly Cell[],
    stop: AbortSignal,
  ): Promise<void> {
    const { run } = begun;
    const { numbers, spentUsd } = await this.store.begun(run.id);
    const controller = new AbortController();
    const going: Going = {
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
        const leave = await this.#slots.enter(run.id);
        const work = (isOver() ? Promise.resolve() : this.#runCell(going, cell))
          .catch((error: unknown) => void failures.push(error))
          .finally(() => {
            leave();
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

  async #runCell(going: Going, cell: Cell): Promise<void> {
    const { run, signal } = going;
    const id = await this.store.claim(run.id, cell);
    if (id === undefined) return;
    const { asked, answerer } = this.questions.of(this.#scopeOf(going, cell, id));
    const { repeat, judge: model } = run.options;
    const version = { id: run.project_id, commit: run.commit_id };
    const readFile = (name: string) => this.plans.read(version, cell.source, name);
    const [result] = await runTests({
      tests: [repeat === undefined ? cell.test : { ...cell.test, repeat: cell.test.repeat ?? repeat }],
      prompt: {
        ...(await this.#promptOf(run, cell)),
        ...(cell.model !== undefined && { model: cell.model }),
      },
      context: { credentials: () => Promise.resolve(undefined) },
      ...{ answerer, signal },
      judge: { answerer, readFile, ...(model !== undefined && { model }) },
      // The gateway tries again where that helps.
      retries: 0,
    });
    const nothingAsked = asked.executions.length === 0;
    if (result === undefined || (nothingAsked && (asked.refusal === 'stopping' || signal.aborted)))
      return this.store.release(id);
    await this.#end(
      run,
      { id, cell },
      asked,
      asked.refusal === 'cost' ? { ...result, status: 'skipped' } : result,
    );
  }

  #scopeOf({ run, actor, organizationId, cap, signal }: Going, cell: Cell, id: string): QuestionScope {
    const { project_id: projectId, commit_id: commit, user_id: userId } = run;
    const tokenId = run.token_id ?? undefined;
    return {
      ...{ actor, commit, cap, signal },
      spender: { organizationId, projectId, userId, tokenId, path: cell.prompt, environment: undefined },
      reserve: (usd) => this.store.reserve(id, usd),
    };
  }

  /** Made ready once; the engine says what is wrong with one that is broken. */
  async #promptOf(
    { project_id: projectId, commit_id: commit }: TestRunRow,
    { prompt: path }: Cell,
  ): Promise<Parameters<typeof runTests>[0]['prompt']> {
    try {
      return { compiled: await this.prompts.get({ projectId, commit, path }) };
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      const { content, partials } = await this.bundles.read({ id: projectId }, { path, commit });
      const texts = Object.entries(partials).map(([name, partial]) => [name, partial.content]);
      return { source: content, options: { partials: Object.fromEntries(texts) as Record<string, string> } };
    }
  }

  async #end(
    run: TestRunRow,
    { id, cell }: { id: string; cell: Cell },
    asked: Asked | undefined,
    outcome: TestResult,
  ): Promise<void> {
    const test = reportedOf(cell, outcome);
    const { result, contents } = partsOf({ ...test, executions: asked?.executions ?? [] });
    const { status, costUsd } = test;
    const judgingUsd = test.judging?.costUsd;
    if (!(await this.store.end(id, { status, result, costUsd, judgingUsd }))) return;
    await this.contents.keepText({ id, projectId: run.project_id, failed: status !== 'passed' }, contents);
  }
}

const NOT_RUN = { output: '', verdicts: [], latencyMs: 0 } as const;

function cellsOf(planned: readonly PlannedPrompt[], { options: { models } }: TestRunRow): Cell[] {
  const columns = models ?? [undefined];
  return planned
    .flatMap(({ path: prompt, tests }) =>
      tests.flatMap(({ source, test }) =>
        columns.map((model, column) => ({ prompt, source, test, column, model })),
      ),
    )
    .map((cell, number) => ({ ...cell, number }));
}

function reportedOf({ source, column }: Cell, outcome: TestResult): ReportedTest {
  const { test, verdicts, ...result } = outcome;
  return {
    ...result,
    description: test.description,
    ...{ source, column },
    index: test.index,
    mode: test.mode,
    vars: { ...test.vars },
    verdicts: verdicts.map((verdict) => ({
      ...verdict,
      ...(verdict.namedScores && { namedScores: { ...verdict.namedScores } }),
    })),
  };
}
