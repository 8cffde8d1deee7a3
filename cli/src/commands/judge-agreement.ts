import { Argument, Command } from 'commander';
import type { AssertionSpec, Expense, Label, LabelledOutput } from '@prompthub/engine';
import { dollars } from '@prompthub/protocol';
import { CommandError, usageError } from '../command-error';
import { readDatasetOf } from '../files/read-dataset';
import { readDataText } from '../files/read-source';
import { abortOnInterrupt } from '../models/abort-on-interrupt';
import { judgeOfFolder } from '../models/judge-of-folder';
import { providerContext } from '../models/provider-context';
import { note, print, printable, printJson } from '../terminal/output';
import { showProgress } from '../terminal/progress';
import { style } from '../terminal/style';
import { tableLines } from '../terminal/table';
import { atLeastOne, collect, share } from './parse-number';

interface AgreementOptions {
  readonly type?: string;
  readonly value?: string;
  readonly threshold?: number;
  readonly judge?: string;
  readonly timeout: number;
  readonly allowHost: readonly string[];
  readonly json?: boolean;
}

export function judgeAgreementCommand(): Command {
  return new Command('judge-agreement')
    .description('Say how far a judge decides as people do: Cohen’s kappa, and what it takes for what.')
    .addArgument(new Argument('<labels>', 'outputs that people judged: .csv, .jsonl or .yaml'))
    .option('--type <assertion>', 'let this assertion judge each output, such as llm-rubric')
    .option('--value <text>', 'with --type: its value, such as the criterion')
    .option('--threshold <score>', 'with --type: its threshold', share)
    .option('--judge <provider/model>', 'the model that judges; default: that of prompthub.yaml')
    .option('--timeout <seconds>', 'give up on one verdict after this time', atLeastOne, 120)
    .option('--allow-host <host>', 'let this host of prompthub.yaml receive a key (repeatable)', collect, [])
    .option('--json', 'print the agreement as JSON')
    .addHelpText(
      'after',
      `
The file has a row for each output, with the columns output and label (pass or fail); others are variables of
the criterion. Without --type nobody is asked: the column verdict has what the judge said.

Examples:
  $ prompthub judge-agreement labels.csv
  $ prompthub judge-agreement labels.csv --type llm-rubric --value 'is polite' --judge openai/gpt-5-mini`,
    )
    .action(agreementOf);
}

async function agreementOf(file: string, options: AgreementOptions): Promise<void> {
  const { judgeAgreement, readLabelled } = await import('@prompthub/engine');
  if (!/\.(?:csv|jsonl|ya?ml)$/i.test(file))
    throw usageError(`${file}: labels are read from .csv, .jsonl or .yaml.`);
  const { labelled, problems } = await readLabelled(file, await readDataText(file));
  for (const { line, message } of problems) note(`${file}:${line}: ${printable(message)}`);
  if (labelled.length === 0)
    throw usageError(`${file}: no row can be used. Each needs an output and a label, pass or fail.`);
  const verdicts =
    options.type === undefined ? verdictsIn(file, labelled) : await ask(file, labelled, options);
  const found = judgeAgreement(
    labelled.map(({ label }) => label),
    verdicts,
  );
  if (options.json) return printJson(found);
  const { labels, confusion } = found.agreement;
  const rows = labels.map((text, at) => [
    { text },
    ...(confusion[at] ?? []).map((amount, column) => ({
      text: String(amount),
      paint: column === at ? style.green : style.red,
    })),
  ]);
  const heading = [{ text: 'people ↓  judge →', paint: style.dim }, ...labels.map((text) => ({ text }))];
  for (const line of tableLines([heading, ...rows], process.stdout.columns || 100)) print(line);
  print('');
  for (const sentence of found.words) print(printable(sentence));
}

/** What the judge said, as it stands in the file. */
function verdictsIn(file: string, labelled: readonly LabelledOutput[]): (Label | undefined)[] {
  const verdicts = labelled.map(({ vars }) => {
    const word = JSON.stringify(vars['verdict'] ?? '').replace(/^"\s*|\s*"$/g, '');
    if (/^(?:pass|passed|true|yes|1)$/i.test(word)) return 'pass' as const;
    return /^(?:fail|failed|false|no|0)$/i.test(word) ? ('fail' as const) : undefined;
  });
  if (labelled.length > 0 && verdicts.every((verdict) => verdict === undefined))
    throw new CommandError(
      `${file}: no row has a verdict (pass or fail). Name an assertion with --type to let it judge the outputs.`,
    );
  return verdicts;
}

async function ask(
  file: string,
  labelled: readonly LabelledOutput[],
  { type = '', value, threshold, judge, timeout, allowHost }: AgreementOptions,
): Promise<(Label | undefined)[]> {
  const { judgeLabelled, judgingOf } = await import('@prompthub/engine');
  const judging = judgingOf(
    { vars: {} },
    {
      ...(await judgeOfFolder(file)),
      ...(judge !== undefined && { model: judge }),
      readFile: (name) => readDatasetOf(file, name),
      context: await providerContext({ file, allowHosts: allowHost }),
      signal: abortOnInterrupt(),
      timeoutMs: timeout * 1000,
    },
  );
  const spec: AssertionSpec = { type, value, threshold };
  const progress = await showProgress('Judging');
  const judged = await judgeLabelled(labelled, spec, { tools: judging.tools }).finally(() => progress.stop());
  for (const {
    labelled: { line },
    verdict,
  } of judged)
    if (verdict.errored) note(`${file}:${line}: ${printable(verdict.reason)}`);
  const cost = costOf(judging.expense());
  if (cost !== undefined) note(cost);
  return judged.map(({ label }) => label);
}

function costOf(expense: Expense | undefined): string | undefined {
  return expense?.costUsd === undefined ? undefined : `Judging cost ${dollars(expense.costUsd)}.`;
}
