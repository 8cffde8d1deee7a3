import { Argument, Command } from 'commander';
import type { Answerer } from '@prompthub/engine';
import { usageError } from '../command-error';
import { ExitCode } from '../exit-code';
import { hubAnswerer } from '../hub/hub-answerer';
import { publishedPrompts } from '../hub/published-prompts';
import type { PromptTests } from '../tests/find-suites';
import { atLeastOne, collect } from './parse-number';
import { findTests } from '../tests/find-suites';
import { runAll } from '../tests/run-all';
import { FORMAT_NAMES } from '../reports/formats';
import { printReport } from '../reports/print-report';
import { checkOutputs, writeReports } from '../reports/write-reports';
import { abortOnInterrupt } from '../models/abort-on-interrupt';
import { showProgress } from '../terminal/progress';
import { jsonReport } from '../reports/json-report';

interface TestOptions {
  readonly output: readonly string[];
  readonly filter?: string;
  readonly concurrency: number;
  readonly repeat?: number;
  readonly model?: string;
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
    .option('--output <file>', `write a report: ${FORMAT_NAMES} (repeatable)`, collect, [])
    .option('--filter <text>', 'only tests whose description, or whose file, contains this text')
    .option('--concurrency <n>', 'how many tests run at a time', atLeastOne, 8)
    .option('--repeat <n>', 'run each test n times; all must pass', atLeastOne)
    .option('--model <provider/model>', 'ask this model instead of the prompts’ own')
    .option('--timeout <seconds>', 'give up on one run after this time', atLeastOne, 120)
    .option('--allow-host <host>', 'let this host of prompthub.yaml receive a key (repeatable)', collect, [])
    .option('--hub', 'let the hub answer, with published prompts and the keys of its organization')
    .option(
      '--ref <ref>',
      'with --hub: a branch or a commit; default: the current branch, if the same stands here',
    )
    .option('--json', 'print the JSON report')
    .addHelpText(
      'after',
      `
What cannot be read is reported as an errored test, and the rest goes on. A test, or a whole file of
them, may name a dataset (.csv, .jsonl or .yaml): it runs for each row, whose values go over its own.

Examples:
  $ prompthub test .
  $ prompthub test reply.prompt --filter tone
  $ prompthub test prompts --output results.xml --output results.md --concurrency 4
  $ prompthub test triage.tests.yaml --repeat 5 --model openai/gpt-5-mini
  $ prompthub test . --hub`,
    )
    .action(test);
}

async function test(paths: string[], options: TestOptions): Promise<void> {
  await checkOutputs(options.output);
  if (options.ref !== undefined && !options.hub) throw usageError('--ref goes with --hub.');
  const prompts = filtered(await findTests(paths), options.filter);
  if (prompts.length === 0)
    throw usageError(options.filter ? `No test matches “${options.filter}”.` : 'There are no tests here.');
  const answererFor = options.hub ? await hubAnswerers(prompts, options) : undefined;
  const progress = await showProgress(
    'Testing',
    prompts.reduce((sum, { tests }) => sum + tests.length, 0),
  );
  const report = await runAll(prompts, {
    ...options,
    timeoutMs: options.timeout * 1000,
    allowHosts: options.allowHost,
    answererFor,
    signal: abortOnInterrupt(),
    onResult: () => progress.step(),
  }).finally(() => progress.stop());
  await writeReports(report, options.output);
  if (options.json) process.stdout.write(jsonReport(report));
  else printReport(report);
  const { passed, total } = report.totals;
  if (passed < total) process.exitCode = ExitCode.findings;
}

/** For the prompts that a model must answer; those whose tests only render, or cannot run, need no hub. */
async function hubAnswerers(
  prompts: readonly PromptTests[],
  { ref, timeout }: TestOptions,
): Promise<(prompt: string) => Answerer | undefined> {
  const asking = prompts.filter(({ tests }) =>
    tests.some(({ test }) => test.mode === 'run' && test.fault === undefined),
  );
  const published = await publishedPrompts(
    asking.map(({ prompt }) => prompt),
    { ref },
  );
  return (prompt) => {
    const found = published.get(prompt);
    return found && hubAnswerer(found, timeout * 1000);
  };
}

function filtered(prompts: readonly PromptTests[], filter: string | undefined): PromptTests[] {
  if (filter === undefined) return [...prompts];
  const wanted = filter.toLowerCase();
  return prompts
    .map((prompt) => ({
      ...prompt,
      tests: prompt.tests.filter(({ source, test: { description } }) =>
        [prompt.prompt, source, description].some((text) => text.toLowerCase().includes(wanted)),
      ),
    }))
    .filter(({ tests }) => tests.length > 0);
}
