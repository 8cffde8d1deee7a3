import { Injectable } from '@nestjs/common';
import { RenderError } from '@prompthub/core';
import { runTests, type TestCase, type TestResult } from '@prompthub/engine';
import type { ReportedTest } from '@prompthub/protocol';
import type { Actor } from '../common/actor';
import { CompiledPrompts } from '../execution/compiled-prompts';
import { ExecutionContents } from '../execution/execution-contents';
import { PromptBundles } from '../registry/prompt-bundles';
import type { Slot } from './fair-slots';
import type { SpendCap } from './spend-cap';
import { partsOf } from './stored-result';
import { type PlannedPrompt, TestPlans } from './test-plans';
import { type QuestionScope, TestQuestions } from './test-questions';
import type { TestRunRow } from './test-run-rows';
import { TestRunStore } from './test-run-store';
import { TestWorkplace } from './test-workplace';

/** One test of one column. */
export interface TestCell {
  readonly number: number;
  readonly prompt: string;
  readonly source: string;
  readonly test: TestCase;
  readonly column: number;
  readonly model: string | undefined;
}

/** A run while this hub goes on with it. */
export interface GoingRun {
  readonly run: TestRunRow;
  readonly actor: Actor;
  readonly organizationId: string;
  readonly cap: SpendCap;
  readonly signal: AbortSignal;
}

/** What a test comes to that was not asked to its end. */
const NOT_RUN = { output: '', verdicts: [], latencyMs: 0 } as const;

/** In the order of the run, which is the same in every hub. */
export function cellsOf(planned: readonly PlannedPrompt[], { options: { models } }: TestRunRow): TestCell[] {
  const columns = models ?? [undefined];
  return planned
    .flatMap(({ path: prompt, tests }) =>
      tests.flatMap(({ source, test }) =>
        columns.map((model, column) => ({ prompt, source, test, column, model })),
      ),
    )
    .map((cell, number) => ({ ...cell, number }));
}

/** Runs the tests of a run one by one: each is claimed, asked and judged, and its result written. */
@Injectable()
export class TestCells {
  constructor(
    private readonly plans: TestPlans,
    private readonly prompts: CompiledPrompts,
    private readonly bundles: PromptBundles,
    private readonly questions: TestQuestions,
    private readonly contents: ExecutionContents,
    private readonly store: TestRunStore,
    private readonly workplace: TestWorkplace,
  ) {}

  /** Nothing happens when somebody else has begun it, or when the run ends before anything was asked. */
  async run(going: GoingRun, cell: TestCell, slot: Slot): Promise<void> {
    const { run, signal } = going;
    const id = await this.store.claim(run.id, cell);
    if (id === undefined) return;
    const { asked, answerer } = this.questions.of({
      ...this.#scopeOf(going, cell, id),
      lend: (wait) => slot.lend(wait),
    });
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
      tools: { workplace: this.workplace },
      // The gateway tries again where that helps.
      retries: 0,
    });
    const nothingAsked = asked.executions.length === 0;
    if (result === undefined || (nothingAsked && (asked.refusal === 'stopping' || signal.aborted)))
      return this.store.release(id);
    const { executions, refusal } = asked;
    const outcome = refusal === 'cost' ? { ...result, status: 'skipped' as const } : result;
    await this.#end(run, { id, cell, executions }, outcome);
  }

  /** Ends what other hubs began and did not end: it is not asked again. */
  async endInterrupted(run: TestRunRow, cells: readonly TestCell[]): Promise<void> {
    for (const { id, number } of await this.store.interrupted(run.id)) {
      const cell = cells[number];
      if (cell === undefined) await this.store.release(id);
      else
        await this.#end(
          run,
          { id, cell, executions: [] },
          {
            ...NOT_RUN,
            test: cell.test,
            status: 'errored',
            error:
              'The hub that ran it stopped in its middle. It is not asked a second time, as that could be paid twice; what was asked is among the executions.',
          },
        );
    }
  }

  #scopeOf(
    { run, actor, organizationId, cap, signal }: GoingRun,
    cell: TestCell,
    id: string,
  ): Omit<QuestionScope, 'lend'> {
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
    { prompt: path }: TestCell,
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
    { id, cell, executions }: { id: string; cell: TestCell; executions: readonly string[] },
    outcome: TestResult,
  ): Promise<void> {
    const test = reportedOf(cell, outcome);
    const { result, contents } = partsOf({ ...test, executions });
    const { status, costUsd } = test;
    const judgingUsd = test.judging?.costUsd;
    if (!(await this.store.end(id, { status, result, costUsd, judgingUsd }))) return;
    await this.contents.keepText({ id, projectId: run.project_id, failed: status !== 'passed' }, contents);
  }
}

function reportedOf({ source, column }: TestCell, outcome: TestResult): ReportedTest {
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
