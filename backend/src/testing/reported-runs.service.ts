import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  MAX_TEST_RESULTS,
  type ReportedTest,
  type ReportTestRun,
  type TestReport,
  type TestRun,
} from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { uuidV7 } from '../common/uuid';
import { ExecutionContents } from '../execution/execution-contents';
import { PromptBundles } from '../registry/prompt-bundles';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { partsOf } from './stored-result';
import { promptNotInVersion, resultTooLarge, tooManyResults } from './test-problems';
import { TestPlans } from './test-plans';
import type { RunOptions, TestRunRow } from './test-run-rows';
import { toTestRun } from './test-run-view';

interface Result {
  readonly id: string;
  readonly prompt: string;
  readonly test: ReportedTest;
  readonly parts: ReturnType<typeof partsOf>;
}

/** Characters that are kept of a result, besides values and output. */
const MOST_CHARACTERS = 256 * 1024;

/** Rows that one statement inserts. */
const AT_ONCE = 500;

/** Runs of tests that were made elsewhere, by the command line or in CI: kept as what somebody reports. */
@Injectable()
export class ReportedRunsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly sources: PromptSources,
    private readonly bundles: PromptBundles,
    private readonly plans: TestPlans,
    private readonly contents: ExecutionContents,
  ) {}

  /** @throws ProblemError 404 when there is no such version; 422 for more than is kept, or prompts that the version does not have. */
  async report(actor: Actor, place: Place, { ref, source, report }: ReportTestRun): Promise<TestRun> {
    const { organization, project: slug } = place;
    const { project } = await this.access.project(actor, organization, slug, 'project.execute');
    const found = report.prompts.reduce((sum, { tests }) => sum + tests.length, 0);
    if (found > MAX_TEST_RESULTS) throw tooManyResults(MAX_TEST_RESULTS, found);
    const results = report.prompts.flatMap(({ prompt, tests }) =>
      tests.map((test) => resultOf(prompt, test)),
    );
    const commit = await this.sources.locate(this.dataSource.manager, project, { ref });
    const options = await this.#optionsOf({ id: project.id, commit }, report);
    const run = await this.dataSource.transaction(async (manager) => {
      const row = await insertRun(manager, actor, { project, commit, ref, source, report, options, results });
      for (let at = 0; at < results.length; at += AT_ONCE)
        await insertResults(manager, row.id, { from: at, results: results.slice(at, at + AT_ONCE) });
      await this.audit.record(manager, actor, {
        action: 'test-run.reported',
        target: row.id,
        organizationId: project.organizationId,
        projectId: project.id,
        details: { commit, source, status: row.status },
      });
      return row;
    });
    for (const { id, test, parts } of results) {
      const failed = test.status !== 'passed';
      await this.contents.keepText({ id, projectId: project.id, failed }, parts.contents);
    }
    return toTestRun(run);
  }

  /** Also says whether the report leaves out tests that its prompts have in this version. */
  async #optionsOf(version: { id: string; commit: string }, report: TestReport): Promise<RunOptions> {
    const files = await this.bundles.filesOf(version, version.commit);
    const unknown = report.prompts.find(({ prompt }) => !files.has(prompt));
    if (unknown) throw promptNotInVersion(unknown.prompt, version.commit);
    const own = ownColumn(report);
    const planned = await this.plans.of(
      version,
      report.prompts.map(({ prompt }) => prompt),
    );
    const reported = new Map(
      report.prompts.map(({ prompt, tests }) => [
        prompt,
        new Set(
          tests
            .filter(({ column = 0 }) => column === own)
            .map(({ source, index, line = 0 }) => `${index} ${line} ${source}`),
        ).size,
      ]),
    );
    const partial =
      own === undefined ||
      planned === undefined ||
      planned.some(({ path, tests }) => (reported.get(path) ?? 0) < tests.length);
    return partial ? { partial } : {};
  }
}

/** @throws ProblemError 422 for one that is larger than is kept. */
function resultOf(prompt: string, test: ReportedTest): Result {
  const parts = partsOf(test);
  if (parts.result.length > MOST_CHARACTERS) throw resultTooLarge(MOST_CHARACTERS, prompt, test.index);
  return { id: uuidV7(), prompt, test, parts };
}

/** The column in which each prompt was asked as it is written; undefined: none was. */
function ownColumn({ columns }: TestReport): number | undefined {
  if (columns === undefined || columns.length === 0) return 0;
  const at = columns.findIndex(({ model, variant }) => model === undefined && variant === undefined);
  return at === -1 ? undefined : at;
}

interface ReportedRun {
  readonly project: AccessedProject;
  readonly commit: string;
  readonly ref: string;
  readonly source: string;
  readonly report: TestReport;
  readonly options: RunOptions;
  readonly results: readonly Result[];
}

/** Counted here: what a report says of itself may be anything. */
async function insertRun(
  manager: EntityManager,
  actor: Actor,
  { project, commit, ref, source, report, options, results }: ReportedRun,
): Promise<TestRunRow> {
  const count = (status: ReportedTest['status']) =>
    results.filter(({ test }) => test.status === status).length;
  const [passed, failed, errored, skipped] = [
    count('passed'),
    count('failed'),
    count('errored'),
    count('skipped'),
  ];
  const [row] = await manager.query<TestRunRow[]>(
    `INSERT INTO test_runs (id, project_id, origin, commit_id, ref, options, source, status, total, passed, failed, errored, skipped,
       cost_usd, judging_cost_usd, columns, prompts, user_id, user_name, token_id, started_at, ended_at)
     VALUES ($1, $2, 'reported', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
       $20::timestamptz, $20::timestamptz + make_interval(secs => $21)) RETURNING *`,
    [
      uuidV7(),
      project.id,
      commit,
      ref,
      JSON.stringify(options),
      source === '' ? null : source,
      results.length > 0 && passed === results.length ? 'passed' : 'failed',
      results.length,
      ...[passed, failed, errored, skipped],
      sumOf(results.map(({ test }) => test.costUsd)),
      sumOf(results.map(({ test }) => test.judging?.costUsd)),
      report.columns === undefined ? null : JSON.stringify(report.columns),
      [...new Set(results.map(({ prompt }) => prompt))],
      actor.userId,
      actor.name,
      actor.tokenId ?? null,
      beganAt(report),
      Math.min(report.durationMs, LONGEST_MS) / 1000,
    ],
  );
  if (row === undefined) throw new Error('the database did not return the run that it inserted');
  return row;
}

const LONGEST_MS = 86_400_000;
const EARLIEST_MS = Date.parse('2000-01-01');

/** Machines may have no clock, or a wrong one. */
function beganAt({ startedAt }: TestReport): Date {
  return new Date(Math.min(Date.now(), Math.max(EARLIEST_MS, Date.parse(startedAt))));
}

async function insertResults(
  manager: EntityManager,
  runId: string,
  { from, results }: { from: number; results: readonly Result[] },
): Promise<void> {
  await manager.query(
    `INSERT INTO test_results (id, run_id, number, status, prompt, result, cost_usd, judging_cost_usd)
     SELECT id, $1, $2 + ordinality - 1, status, prompt, result, cost, judging
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[])
       WITH ORDINALITY AS row (id, status, prompt, result, cost, judging, ordinality)`,
    [
      runId,
      from,
      results.map(({ id }) => id),
      results.map(({ test }) => test.status),
      results.map(({ prompt }) => prompt),
      results.map(({ parts }) => parts.result),
      results.map(({ test }) => test.costUsd ?? null),
      results.map(({ test }) => test.judging?.costUsd ?? null),
    ],
  );
}

/** Null: of none it is known. */
function sumOf(costs: readonly (number | undefined)[]): number | null {
  const known = costs.filter((cost) => cost !== undefined);
  const sum = known.reduce((before, cost) => before + cost, 0);
  return known.length === 0 || !Number.isFinite(sum) ? null : sum;
}
