import type { TestReport } from '@prompthub/protocol';
import { Argument, Command, Option } from 'commander';
import { usageError } from '../command-error';
import { ExitCode } from '../exit-code';
import { abortOnInterrupt } from '../models/abort-on-interrupt';
import { FORMAT_NAMES } from '../reports/formats';
import { readReport } from '../reports/read-report';
import { showReport } from '../reports/show-report';
import { checkOutputs } from '../reports/write-reports';
import { exitCodeOf, FAIL_ON, type FailOn } from '../tests/exit-code-of';
import { filterTests } from '../tests/filter-tests';
import { findTests, type PromptTests } from '../tests/find-suites';
import { CASSETTE_MODES } from '../tests/kept-answers';
import {
  promptfooConfigIn,
  promptfooConfigOf,
  readPromptfooTests,
  type PromptfooTests,
} from '../tests/promptfoo-tests';
import { note } from '../terminal/output';
import { keepHeapSmall } from '../tests/keep-heap-small';
import { runTests, type RunTestsOptions } from '../tests/run-tests';
import { amountOfDollars, atLeastOne, collect, commaSeparated, port, share } from './parse-number';

interface TestOptions extends RunTestsOptions {
  readonly output: readonly string[];
  readonly baseline?: string;
  readonly filter?: string;
  readonly failOn?: FailOn;
  readonly minPassRate?: number;
  readonly coverage?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function testCommand(): Command {
  return new Command('test')
    .description(
      'Run the tests of prompts, inline ones and those in name.tests.yaml; or a promptfooconfig.yaml.',
    )
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
    .option('--yes', 'do not ask before a run that may cost much')
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
    .option(
      '--trace-port <port>',
      'receive spans of the asked servers at this port of 127.0.0.1 (OTLP/HTTP; 4318 is usual)',
      port,
    )
    .option('--watch', 'run again what is saved; what was answered is not asked again')
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
What cannot be read is reported as an errored test, and the rest goes on. In a folder where no prompt has
tests its promptfooconfig.yaml is run. A test, or a whole file of them, may name a dataset (.csv, .jsonl or
.yaml): it runs for each row, whose values go over its own.

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
  $ prompthub test . --max-cost 2 --min-pass-rate 0.9
  $ prompthub test . --resume
  $ prompthub test . --cassette answers.jsonl
  $ prompthub test . --trace-port 4318
  $ prompthub test . --watch
  $ prompthub test . --hub
  $ prompthub test promptfooconfig.yaml`;

async function test(paths: string[], given: TestOptions, command: Command): Promise<void> {
  checkTogether(given);
  const find = () => readTests(paths, given, command);
  const { prompts, options } = await find();
  await checkOutputs(options.output);
  const base = options.baseline === undefined ? undefined : await readReport(options.baseline);
  if (prompts.length === 0)
    throw usageError(options.filter ? `No test matches “${options.filter}”.` : 'There are no tests here.');
  if (options.repeatMinPass !== undefined && options.repeat === undefined && !prompts.some(isRepeated))
    throw usageError('--repeat-min-pass goes with --repeat: no test here runs more than once.');
  keepHeapSmall(prompts.reduce((sum, { tests }) => sum + tests.length, 0));
  const signal = abortOnInterrupt();
  const show = async (report: TestReport): Promise<void> => {
    const shown = { output: options.output, json: options.json, base, inJob: true };
    const { regressions } = await showReport(report, shown);
    const code = exitCodeOf(report, { ...options, regressions });
    process.exitCode = signal.aborted ? ExitCode.findings : code;
  };
  if (options.watch) {
    const { watchTests } = await import('../tests/watch-tests.js');
    await watchTests({ prompts, options }, { find, signal, show });
  } else await runTests(prompts, options, { signal, show });
  if (options.coverage && !options.json)
    await (await import('../tests/print-coverage.js')).printCoverage(prompts);
}

const isRepeated = ({ tests }: PromptTests): boolean => tests.some(({ test: { repeat = 1 } }) => repeat > 1);

/** The tests that the command names, and how they are to be run. */
async function readTests(paths: readonly string[], given: TestOptions, command: Command) {
  const { prompts, suite } = await testsAt(paths);
  return {
    prompts: filterTests(prompts, given.filter),
    options: suite ? optionsWith(suite, given, command) : given,
  };
}

/** The tests of prompts; of a folder without any its promptfooconfig.yaml. */
async function testsAt(
  paths: readonly string[],
): Promise<{ readonly prompts: readonly PromptTests[]; readonly suite?: PromptfooTests }> {
  let config = await promptfooConfigIn(paths);
  if (config === undefined) {
    const prompts = await findTests(paths);
    const [folder = '.', ...others] = paths;
    if (prompts.length > 0 || others.length > 0) return { prompts };
    config = promptfooConfigOf(folder);
    if (config === undefined) return { prompts };
    note(`No prompt here has tests. This runs ${config}.`);
  }
  const suite = await readPromptfooTests(config);
  return { prompts: suite.prompts, suite };
}

/** What a configuration of promptfoo wants, where the command line does not say otherwise. */
function optionsWith(
  { columns, settings }: PromptfooTests,
  options: TestOptions,
  command: Command,
): TestOptions {
  for (const name of ['model', 'models', 'variants', 'hub', 'coverage'] as const)
    if (options[name] !== undefined)
      throw usageError(`--${name} is for prompts, not for a configuration of promptfoo.`);
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const { concurrency, repeat, timeoutMs, tracePort, outputs } = settings;
  return {
    ...options,
    columns,
    output: [...options.output, ...outputs],
    ...(concurrency !== undefined && !isGiven('concurrency') && { concurrency }),
    ...(repeat !== undefined && !isGiven('repeat') && { repeat }),
    ...(tracePort !== undefined && !isGiven('tracePort') && { tracePort }),
    ...(timeoutMs !== undefined && !isGiven('timeout') && { timeout: timeoutMs / 1000 }),
  };
}

function checkTogether(options: TestOptions): void {
  const { ref, hub, repeat, repeatMinPass, failOn, baseline, cassette, cassetteMode, resume, watch } =
    options;
  if (ref !== undefined && !hub) throw usageError('--ref goes with --hub.');
  if (repeatMinPass !== undefined && repeat !== undefined && repeatMinPass > repeat)
    throw usageError(`--repeat-min-pass ${repeatMinPass} can never be: --repeat is ${repeat}.`);
  if (failOn === 'regression' && baseline === undefined)
    throw usageError('--fail-on regression needs a --baseline.');
  if (cassetteMode !== undefined && cassette === undefined)
    throw usageError('--cassette-mode goes with --cassette.');
  if (watch && cassetteMode === 'record')
    throw usageError(
      '--cassette-mode record would pay all answers again with every save: use --watch with auto.',
    );
  if (resume && cassette !== undefined)
    throw usageError('--resume is not for runs with a --cassette: in mode auto they go on by themselves.');
}
