import { Argument, Command, Option } from 'commander';
import type { MatrixPrompt } from '@prompthub/engine';
import type { TestReport } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { ExitCode } from '../exit-code';
import { abortOnInterrupt } from '../models/abort-on-interrupt';
import { FORMAT_NAMES } from '../reports/formats';
import { readReport } from '../reports/read-report';
import { showReport, type ShownReport } from '../reports/show-report';
import { checkOutputs } from '../reports/write-reports';
import { note } from '../terminal/output';
import { showProgress } from '../terminal/progress';
import { describeProgress } from '../tests/describe-progress';
import { exitCodeOf, FAIL_ON, type FailOn } from '../tests/exit-code-of';
import { asksModel, filterTests } from '../tests/filter-tests';
import { findTests, type PromptTests } from '../tests/find-suites';
import { findVariants } from '../tests/find-variants';
import { hubAnswerers } from '../tests/hub-answerers';
import { CASSETTE_MODES, keepAnswers, type KeptAnswersOptions } from '../tests/kept-answers';
import { planOf, runAll, type TestPlanOptions } from '../tests/run-all';
import { testColumns } from '../tests/test-columns';
import { amountOfDollars, atLeastOne, collect, commaSeparated, share } from './parse-number';

interface TestOptions extends KeptAnswersOptions {
  readonly output: readonly string[];
  readonly baseline?: string;
  readonly filter?: string;
  readonly concurrency: number;
  readonly repeat?: number;
  readonly repeatMinPass?: number;
  readonly model?: string;
  readonly models?: readonly string[];
  readonly variants?: boolean;
  readonly judge?: string;
  readonly embeddings?: string;
  readonly failOn?: FailOn;
  readonly minPassRate?: number;
  readonly maxCost?: number;
  readonly coverage?: boolean;
  readonly timeout: number;
  readonly allowHost: readonly string[];
  readonly hub?: boolean;
  readonly ref?: string;
  readonly json?: boolean;
}

export function testCommand(): Command {
  return new Command('test')
    .description('Run the tests of prompts, inline ones and those in name.tests.yaml.')
    .addArgument(new Argument('[paths...]', 'prompts, test files or folders').default(['.']))
    .option('--filter <text>', 'only tests whose description, or whose file, contains this text')
    .addOption(
      new Option('--model <provider/model>', 'ask this model instead of the prompts’ own').conflicts(
        'models',
      ),
    )
    .option('--models <list>', 'ask each of these models, as columns of a matrix: a,b', commaSeparated)
    .option('--variants', 'ask the variants beside each prompt too (reply.short.prompt), as columns')
    .option('--judge <provider/model>', 'judges where neither the test nor the assertion names a model')
    .option('--embeddings <provider/model>', 'compares meanings (similar …) where nobody else is named')
    .option('--repeat <n>', 'run each test n times; all must pass', atLeastOne)
    .option('--repeat-min-pass <n>', 'with --repeat: so many runs must pass', atLeastOne)
    .option('--concurrency <n>', 'how many requests a provider gets at a time', atLeastOne, 8)
    .option('--timeout <seconds>', 'give up on one answer after this time', atLeastOne, 120)
    .option('--max-cost <usd>', 'skip what might cost more than this in all', amountOfDollars)
    .option('--output <file>', `write a report: ${FORMAT_NAMES} (repeatable)`, collect, [])
    .option('--baseline <file>', 'compare with a run that was stored as JSON')
    .addOption(
      new Option('--fail-on <what>', 'what gives exit code 1; default: skipped').choices([...FAIL_ON]),
    )
    .option('--min-pass-rate <share>', 'exit code 1 when fewer tests pass: 0.9', share)
    .option('--cassette <file>', 'keep answers in this file, and take them from it')
    .addOption(
      new Option(
        '--cassette-mode <mode>',
        'auto: ask for what is missing; replay: ask nobody; record: ask anew. Default: auto, and replay where CI is set',
      ).choices([...CASSETTE_MODES]),
    )
    .option('--resume', 'go on with the run that ended early; what was answered is not asked again')
    .option('--ask-again', 'ask once more what was asked and not answered, though it may have been paid')
    .option('--coverage', 'print which branches ({{#if}} and the like) no test reaches')
    .option('--allow-host <host>', 'let this host of prompthub.yaml receive a key (repeatable)', collect, [])
    .option('--hub', 'let the hub answer, with published prompts and the keys of its organization')
    .option(
      '--ref <ref>',
      'with --hub: a branch or a commit; default: the current branch, if the same stands here',
    )
    .option('--json', 'print the JSON report')
    .addHelpText('after', HELP)
    .action(test);
}

const HELP = `
What cannot be read is reported as an errored test, and the rest goes on. A test, or a whole file of
them, may name a dataset (.csv, .jsonl or .yaml): it runs for each row, whose values go over its own.

--fail-on never, errored, failed (and errored) or skipped (and those) says which tests give exit code 1;
regression: only those that passed in the --baseline. With --min-pass-rate alone the rate decides.

With --baseline, an --output .md is a comment for a pull request instead of the whole report. In a job of
GitHub Actions the report is added to the job's summary, and failures are shown at their lines.

Examples:
  $ prompthub test .
  $ prompthub test reply.prompt --filter tone
  $ prompthub test prompts --output results.xml --output results.html --concurrency 4
  $ prompthub test triage.tests.yaml --models openai/gpt-5-mini,anthropic/claude-haiku-4-5
  $ prompthub test triage.tests.yaml --repeat 5 --repeat-min-pass 4 --model openai/gpt-5-mini
  $ prompthub test . --baseline base.json --output comment.md --fail-on regression
  $ prompthub test . --cassette answers.jsonl
  $ prompthub test . --hub`;

async function test(paths: string[], options: TestOptions): Promise<void> {
  checkTogether(options);
  await checkOutputs(options.output);
  const base = options.baseline === undefined ? undefined : await readReport(options.baseline);
  const prompts = filterTests(await findTests(paths), options.filter);
  if (prompts.length === 0)
    throw usageError(options.filter ? `No test matches “${options.filter}”.` : 'There are no tests here.');
  const signal = abortOnInterrupt();
  const report = await run(prompts, options, signal);
  const shown: ShownReport = { output: options.output, json: options.json, base, inJob: true };
  const { regressions } = await showReport(report, shown);
  if (options.coverage && !options.json)
    await (await import('../tests/print-coverage.js')).printCoverage(prompts);
  process.exitCode = signal.aborted ? ExitCode.findings : exitCodeOf(report, { ...options, regressions });
}

function checkTogether(options: TestOptions): void {
  const { ref, hub, repeat, repeatMinPass, failOn, baseline, cassette, cassetteMode, resume } = options;
  if (ref !== undefined && !hub) throw usageError('--ref goes with --hub.');
  if (repeatMinPass !== undefined && repeat !== undefined && repeatMinPass > repeat)
    throw usageError(`--repeat-min-pass ${repeatMinPass} can never be: --repeat is ${repeat}.`);
  if (failOn === 'regression' && baseline === undefined)
    throw usageError('--fail-on regression needs a --baseline.');
  if (cassetteMode !== undefined && cassette === undefined)
    throw usageError('--cassette-mode goes with --cassette.');
  if (resume && cassette !== undefined)
    throw usageError('--resume is not for runs with a --cassette: in mode auto they go on by themselves.');
}

async function run(
  prompts: readonly PromptTests[],
  options: TestOptions,
  signal: AbortSignal,
): Promise<TestReport> {
  const asking = prompts.filter(asksModel);
  const answers = asking.length > 0 || options.cassette ? await keepAnswers(options) : undefined;
  const plan = await planOf(prompts, {
    ...(await asked(prompts, options)),
    ...options,
    timeoutMs: options.timeout * 1000,
    maxCostUsd: options.maxCost,
    allowHosts: options.allowHost,
    answers: answers?.journal,
    signal,
  });
  const progress = await showProgress('Testing', plan.prompts.reduce(countTests, 0));
  let report: TestReport | undefined;
  try {
    report = await runAll(prompts, plan, (now) => progress.at(now.done, now.total, describeProgress(now)));
    return report;
  } finally {
    progress.stop();
    const more = await answers?.close(report !== undefined && report.totals.skipped === 0);
    if (more !== undefined) note(`The run did not end. ${more}`);
  }
}

/** The columns of the matrix, and who answers in them. */
async function asked(
  prompts: readonly PromptTests[],
  { model, models = model === undefined ? [] : [model], variants, hub, ref, timeout }: TestOptions,
): Promise<Pick<TestPlanOptions, 'columns' | 'answererFor'>> {
  const found = variants ? await Promise.all(prompts.map(({ prompt }) => findVariants(prompt))) : [];
  const names = [...new Set(found.flatMap((each) => [...each.keys()]))].sort();
  if (variants && names.length === 0)
    throw usageError(
      '--variants: no prompt here has variants, such as reply.short.prompt beside reply.prompt.',
    );
  const files = [
    ...prompts.filter(asksModel).map(({ prompt }) => prompt),
    ...found.flatMap((each) => [...each.values()]),
  ];
  return {
    columns: testColumns(models, names),
    answererFor: hub
      ? await hubAnswerers([...new Set(files)], { ref, timeoutMs: timeout * 1000 })
      : undefined,
  };
}

function countTests(sum: number, { tests }: MatrixPrompt): number {
  return sum + tests.length;
}
