import { z } from 'zod';
import { instant, objectId, page, pageQuery, uuid } from './common';
import { MAX_MODEL_NAME } from './execution';
import { promptPath } from './releases';
import { reportColumn, reportedTest, testReport, testStatus, testTotals } from '../test-report';

/**
 * Runs of tests, kept for the commit that they tested: those that the hub made itself, and those that others report.
 *
 *   GET    /api/v1/projects/:organization/:project/test-runs      TestRunQuery → TestRunPage, newest first
 *   POST   …/test-runs                   StartTestRun → TestRun (202): it waits for a hub that has room
 *   POST   …/test-runs/reports           ReportTestRun → TestRun (201): what the command line or CI ran
 *   GET    …/test-runs/:run              → TestRun, with what has come of it so far
 *   GET    …/test-runs/:run/results      TestResultQuery → TestResultPage, in the order of the run
 *   POST   …/test-runs/:run/cancel       → TestRun: what runs is stopped, what has ended stays
 *   DELETE …/test-runs/:run
 */

/** Results of one run. */
export const MAX_TEST_RESULTS = 10_000;

const modelName = z.string().min(1).max(MAX_MODEL_NAME).refine(isText, { message: 'must be text' });
const ref = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.includes('\0'), { message: 'must not contain NUL' });

function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export const startTestRun = z
  .object({
    /** A branch, a tag or a commit; default: the project's default branch. */
    ref: ref.optional(),
    /** Prompts whose tests are run; default: all of them. */
    paths: z.array(promptPath).min(1).max(200).optional(),
    /** `provider/model`: each test is run once with each of them; default: the prompts' own. */
    models: z.array(modelName).min(1).max(10).optional(),
    /** How often each test is run that does not say so itself; all must pass. */
    repeat: z.int().min(1).max(100).optional(),
    /** US dollars. No test is begun that could pass it: the rest is skipped, and the run has not passed. */
    maxCostUsd: z.number().positive().max(1_000_000).optional(),
    /** `provider/model` that judges where a test names none. */
    judge: modelName.optional(),
  })
  .meta({ examples: [{ ref: 'main', paths: ['triage.prompt'], maxCostUsd: 1 }] });
export type StartTestRun = z.infer<typeof startTestRun>;

export const reportTestRun = z
  .object({
    /** What was tested: the id of a commit, or what names it now. */
    ref,
    /** Where it ran, for people: "GitHub Actions, run 1234". */
    source: z.string().trim().max(500).refine(isText, { message: 'must be text' }).default(''),
    report: testReport,
  })
  .meta({
    examples: [
      {
        ref: 'main',
        source: 'GitHub Actions, run 1234',
        report: {
          version: 1,
          startedAt: '2026-11-22T09:30:00.000Z',
          durationMs: 1200,
          totals: { passed: 0, failed: 0, errored: 0, skipped: 0, total: 0 },
          prompts: [{ prompt: 'triage.prompt', tests: [] }],
        },
      },
    ],
  });
export type ReportTestRun = z.infer<typeof reportTestRun>;

export const testRunStatus = z.enum(['queued', 'running', 'passed', 'failed', 'cancelled']);
export type TestRunStatus = z.infer<typeof testRunStatus>;

export const testRun = z
  .object({
    id: uuid,
    /** `hub`: this hub asked the models itself; `reported`: somebody says so. */
    from: z.enum(['hub', 'reported']),
    commit: objectId,
    /** As it was asked for. */
    ref: z.string(),
    /** Absent: all prompts. */
    paths: z.array(z.string()).optional(),
    models: z.array(z.string()).optional(),
    repeat: z.int().optional(),
    maxCostUsd: z.number().optional(),
    judge: z.string().optional(),
    /** Of a reported run: where it ran. */
    source: z.string().optional(),
    /** `passed`: there were tests, and every one of them passed. */
    status: testRunStatus,
    /** Why there is nothing to see, or why it ended early. */
    problem: z.string().optional(),
    /** What has ended so far; `total` is what there is to do, 0 until that is known. */
    totals: testTotals,
    /** Absent where there is one: each prompt's own model. */
    columns: z.array(reportColumn).optional(),
    by: z.object({ id: uuid, name: z.string() }),
    createdAt: instant,
    startedAt: instant.optional(),
    endedAt: instant.optional(),
    durationMs: z.number().optional(),
    /** Since then there are no results any more: they were old. The run itself stays where deployments may lean on it. */
    resultsDeletedAt: instant.optional(),
  })
  .meta({ id: 'TestRun' });
export type TestRun = z.infer<typeof testRun>;
export const testRunPage = page(testRun);
export type TestRunPage = z.infer<typeof testRunPage>;

export const testRunQuery = pageQuery.extend({
  /** What a branch, a tag or a commit names now. */
  ref: ref.optional(),
  status: testRunStatus.optional(),
  /** Only runs that tested this prompt. */
  path: promptPath.optional(),
});
export type TestRunQuery = z.infer<typeof testRunQuery>;

export const testResultQuery = pageQuery.extend({ status: testStatus.optional() });
export type TestResultQuery = z.infer<typeof testResultQuery>;

/**
 * One test, as a report has it. Values, output and reasons are empty where the project's execution policy does not keep contents
 * (`contents` says so), and for those who may not run prompts.
 */
export const keptTestResult = reportedTest
  .extend({
    prompt: z.string(),
    contents: z.enum(['kept', 'not-kept']),
    /** Records of what the hub asked for it. */
    executions: z.array(uuid).optional(),
  })
  .meta({ id: 'KeptTestResult' });
export type KeptTestResult = z.infer<typeof keptTestResult>;
export const testResultPage = page(keptTestResult);
export type TestResultPage = z.infer<typeof testResultPage>;
