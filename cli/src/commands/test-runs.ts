import { Argument, Command, Option } from 'commander';
import type { ProjectClient, TestRunFilter } from '@prompthub/client';
import type { Link } from '@prompthub/client/node';
import type { TestRun } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { ExitCode } from '../exit-code';
import { describeTestRun } from '../hub/describe-test-run';
import { firstOf } from '../hub/first-of';
import { openWorkingCopy } from '../hub/connect';
import { toProjectPath, toProjectPaths } from '../hub/project-paths';
import { abortOnInterrupt } from '../models/abort-on-interrupt';
import { readReport } from '../reports/read-report';
import { showReport } from '../reports/show-report';
import { note, print, printJson } from '../terminal/output';
import { showProgress } from '../terminal/progress';
import { amountOfDollars, atLeastOne, collect } from './parse-number';

interface TestRunsOptions {
  readonly ref?: string;
  readonly status?: TestRunFilter['status'];
  readonly limit: number;
  readonly model: readonly string[];
  readonly repeat?: number;
  readonly maxCost?: number;
  readonly judge?: string;
  readonly wait?: boolean;
  readonly source?: string;
  readonly json?: boolean;
}

interface Place {
  readonly project: ProjectClient;
  readonly link: Link;
  readonly branch: string;
}

type Action = (place: Place, what: readonly string[], options: TestRunsOptions) => Promise<void>;

const actions: Readonly<Record<string, Action>> = { list, show, start, cancel, upload, delete: remove };

export function testRunsCommand(): Command {
  return new Command('test-runs')
    .description(
      'Let the hub run the tests of a version, see what came of them, or report a run of your own.',
    )
    .addArgument(new Argument('[action]', 'what to do').choices(Object.keys(actions)).default('list'))
    .argument(
      '[what...]',
      'list: the prompt; start: the prompts or folders; show, cancel and delete: the run; upload: the JSON report',
    )
    .option(
      '--ref <ref>',
      'list, start, upload: a branch, a tag or a commit; for start and upload the newest of the current branch by default',
    )
    .addOption(
      new Option('--status <status>', 'list: only those').choices([
        'queued',
        'running',
        'passed',
        'failed',
        'cancelled',
      ]),
    )
    .option('-n, --limit <n>', 'list: at most so many', atLeastOne, 20)
    .option(
      '--model <provider/model>',
      'start: in place of the prompts’ own; several make columns',
      collect,
      [],
    )
    .option('--repeat <n>', 'start: how often each test runs, unless it says so itself', atLeastOne)
    .option('--max-cost <dollars>', 'start: what the run may cost; the rest is skipped', amountOfDollars)
    .option('--judge <provider/model>', 'start: who judges where a test names nobody')
    .option('--wait', 'start: until it has ended; failing tests are exit code 1')
    .option('--source <text>', 'upload: where it ran; default: what the job of CI is called')
    .option('--json', 'print the runs, or for show the report, as JSON')
    .addHelpText(
      'after',
      `
The hub runs what was published: the tests, and the data that they name, of one version. An environment can require it
(\`prompthub environments --require-tests\`). Whether outputs are kept is the project’s policy (\`prompthub runs --keep\`).

Examples:
  $ prompthub test-runs
  $ prompthub test-runs start --wait
  $ prompthub test-runs start reply.prompt --ref main --model openai/gpt-5-mini --max-cost 1
  $ prompthub test-runs show 0198d6a1-2b3c-7d4e-8f50-61728394a5b6 --json > results.json
  $ prompthub test-runs cancel 0198d6a1-2b3c-7d4e-8f50-61728394a5b6
  $ prompthub test . --output results.json; prompthub test-runs upload results.json`,
    )
    .action(testRuns);
}

async function testRuns(action: string, what: readonly string[], options: TestRunsOptions): Promise<void> {
  const { copy, link } = await openWorkingCopy();
  await actions[action]?.({ project: copy.project, link, branch: copy.branch }, what, options);
}

async function list(
  { project, link }: Place,
  what: readonly string[],
  options: TestRunsOptions,
): Promise<void> {
  const { ref, status, limit, json } = options;
  const path = what[0] === undefined ? undefined : toProjectPath(link, what[0]);
  const runs = await firstOf(limit, (page) => project.testRuns.list({ ref, status, path, ...page }));
  if (json) printJson(runs);
  else for (const run of runs) print(describeTestRun(run));
  if (runs.length === 0) note('The hub has no test runs like that.');
}

async function show({ project }: Place, what: readonly string[], { json }: TestRunsOptions): Promise<void> {
  const id = theRun(what);
  const run = await project.testRuns.get(id);
  if (!json) print(describeTestRun(run));
  await showReport(await project.testRuns.reportOf(id), { output: [], json });
}

async function start(
  { project, link, branch }: Place,
  what: readonly string[],
  options: TestRunsOptions,
): Promise<void> {
  const { ref = branch, model, repeat, maxCost: maxCostUsd, judge, wait, json } = options;
  const paths = toProjectPaths(link, what);
  const run = await project.testRuns.start({
    ...{ ref, repeat, maxCostUsd, judge },
    ...(paths.length > 0 && { paths }),
    ...(model.length > 0 && { models: [...model] }),
  });
  if (!wait) return shown(run, json);
  note(`The hub runs the tests of ${run.commit.slice(0, 10)} as ${run.id}.`);
  const ended = await ending(project, run.id);
  if (json) printJson(ended);
  else {
    await showReport(await project.testRuns.reportOf(run.id), { output: [] });
    print(describeTestRun(ended));
  }
  if (ended.status !== 'passed') process.exitCode = ExitCode.findings;
}

/** Whoever stops waiting does not stop the run. */
async function ending(project: ProjectClient, id: string): Promise<TestRun> {
  const progress = await showProgress('Testing');
  const signal = abortOnInterrupt();
  try {
    return await project.testRuns.ended(id, {
      signal,
      onProgress: ({ totals: { passed, failed, errored, skipped, total } }) =>
        progress.at(
          passed + failed + errored + skipped,
          total,
          failed + errored > 0 ? ` ${failed + errored} failed` : '',
        ),
    });
  } catch (error) {
    if (signal.aborted) note(`It goes on: \`prompthub test-runs cancel ${id}\` ends it.`);
    throw error;
  } finally {
    progress.stop();
  }
}

async function cancel({ project }: Place, what: readonly string[], { json }: TestRunsOptions): Promise<void> {
  shown(await project.testRuns.cancel(theRun(what)), json);
}

async function remove({ project }: Place, what: readonly string[]): Promise<void> {
  const id = theRun(what);
  await project.testRuns.delete(id);
  note(`Deleted ${id}.`);
}

async function upload(
  { project, link, branch }: Place,
  what: readonly string[],
  options: TestRunsOptions,
): Promise<void> {
  const [file, ...more] = what;
  if (file === undefined || more.length > 0)
    throw usageError('Name one report: prompthub test-runs upload results.json');
  const { ref = branch, source = jobOfCi(), json } = options;
  const report = await readReport(file);
  const prompts = report.prompts.map(({ prompt, tests }) => ({
    prompt: toProjectPath(link, prompt),
    tests: tests.map((test) => ({ ...test, source: toProjectPath(link, test.source) })),
  }));
  shown(await project.testRuns.report({ ref, source, report: { ...report, prompts } }), json);
}

/** As the servers of CI say it in the environment of their jobs. */
function jobOfCi(): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, CI_JOB_URL, BUILD_URL } = process.env;
  if (GITHUB_REPOSITORY && GITHUB_RUN_ID)
    return `${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  return CI_JOB_URL ?? BUILD_URL ?? 'prompthub test';
}

function theRun([id, ...more]: readonly string[]): string {
  if (id === undefined || more.length > 0)
    throw usageError('Name one run by its id; `prompthub test-runs` lists them.');
  return id;
}

function shown(run: TestRun, json: boolean | undefined): void {
  if (json) printJson(run);
  else print(describeTestRun(run));
}
