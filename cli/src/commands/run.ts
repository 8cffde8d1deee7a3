import { Argument, Command, Option } from 'commander';
import type { DataArgument } from '@prompthub/core';
import { usageError } from '../command-error';
import { askHub } from '../hub/ask-hub';
import { publishedPrompts } from '../hub/published-prompts';
import type { DataOptions } from '../files/data-argument';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { addDataOptions } from './data-options';
import { atLeastOne, collect } from './parse-number';
import { readDataArgument } from '../files/data-argument';
import { STDIN } from '../files/read-source';
import { loadPrompt } from '../files/load-prompt';
import { describeAnswer, type Answer } from '../models/describe-answer';
import { providerContext } from '../models/provider-context';
import { abortOnInterrupt } from '../models/abort-on-interrupt';

interface RunOptions extends DataOptions {
  readonly model?: string;
  readonly stream?: boolean;
  readonly json?: boolean;
  readonly timeout: number;
  readonly allowHost: readonly string[];
  readonly hub?: boolean;
  readonly ref?: string;
  readonly environment?: string;
  readonly cache?: number;
  readonly fallback: readonly string[];
}

export function runCommand(): Command {
  const command = new Command('run')
    .description('Fill in a prompt, ask its model, and print the answer.')
    .addArgument(new Argument('<file>', 'the prompt; - reads it from the standard input'));
  return addDataOptions(command)
    .option('--model <provider/model>', 'ask this model instead of the prompt’s own; echo/echo needs no key')
    .option('--stream', 'print the answer as it arrives')
    .option('--timeout <seconds>', 'give up after this time', atLeastOne, 120)
    .option('--allow-host <host>', 'let this host of prompthub.yaml receive a key (repeatable)', collect, [])
    .option('--hub', 'let the hub run the published prompt, with the keys of its organization')
    .option(
      '--ref <ref>',
      'with --hub: a branch or a commit; default: the current branch, if the same stands here',
    )
    .addOption(
      new Option('--environment <environment>', 'with --hub: what is deployed there').conflicts('ref'),
    )
    .option(
      '--cache <seconds>',
      'with --hub: take a kept answer to the same question that is no older, at no cost, and keep a new one',
      atLeastOne,
    )
    .option(
      '--fallback <provider/model>',
      'with --hub: ask this model if the first does not answer (repeatable)',
      collect,
      [],
    )
    .option('--json', 'print the answer with usage, cost and latency')
    .addHelpText(
      'after',
      `
Keys come from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY, AZURE_OPENAI_API_KEY with AZURE_OPENAI_ENDPOINT,
PROMPTHUB_KEY_<NAME> with PROMPTHUB_HOST_<NAME>. A key goes to its own host only.

Examples:
  $ prompthub run follow-up.prompt --vars '{"customer":"Ada","topic":"late reminders","daysAgo":3}'
  $ prompthub run triage.prompt --vars @ticket.json --model openai/gpt-5-mini --stream
  $ prompthub run triage.prompt --vars @ticket.json --model local/llama3.2 --allow-host llm.example.com
  $ prompthub run triage.prompt --vars @ticket.json --hub --stream
  $ prompthub run triage.prompt --vars @ticket.json --hub --ref 4f1c0d2…
  $ prompthub run triage.prompt --vars @ticket.json --hub --environment production --cache 3600
  $ prompthub run triage.prompt --vars @ticket.json --hub --fallback openai/gpt-5-mini`,
    )
    .action(run);
}

async function run(file: string, options: RunOptions): Promise<void> {
  if (!options.hub) refuseHubOptions(options);
  const data = await readDataArgument(options);
  const streams = options.stream === true && !options.json;
  const onText = streams ? (piece: string) => process.stdout.write(printable(piece)) : undefined;
  const running = { signal: abortOnInterrupt(), timeoutMs: options.timeout * 1000, onText };
  const answer = await (options.hub ? runThere : runHere)({ file, data, options, running });
  if (options.json) {
    const { model, text, toolCalls, usage, costUsd, latencyMs, timeToFirstTokenMs } = answer;
    const { commit, cachedAt, warnings } = answer;
    const figures = { usage, costUsd, latencyMs, timeToFirstTokenMs };
    printJson({ model, text, toolCalls, ...figures, commit, cachedAt, warnings });
    return;
  }
  print(streams ? '' : printable(answer.text));
  for (const call of answer.toolCalls) print(printable(`${call.name}(${call.arguments})`));
  note(style.stderr.dim(describeAnswer(answer)));
  for (const { message } of answer.warnings ?? []) note(style.stderr.yellow(printable(message)));
}

function refuseHubOptions({ ref, environment, cache, fallback }: RunOptions): void {
  const options = { ref, environment, cache, fallback: fallback[0] };
  for (const [name, value] of Object.entries(options))
    if (value !== undefined) throw usageError(`--${name} goes with --hub.`);
}

interface Run {
  readonly file: string;
  readonly data: DataArgument;
  readonly options: RunOptions;
  readonly running: {
    readonly signal: AbortSignal;
    readonly timeoutMs: number;
    readonly onText: ((text: string) => void) | undefined;
  };
}

async function runHere({ file, data, options, running }: Run): Promise<Answer> {
  const { runPrompt } = await import('@prompthub/engine');
  const { text, renderOptions, locate, file: found } = await loadPrompt(file);
  const context = await providerContext({ file: found, allowHosts: options.allowHost });
  const outcome = await runPrompt({
    ...running,
    source: text,
    data,
    options: renderOptions,
    model: options.model,
    context,
  }).catch(locate);
  return { ...outcome, toolCalls: outcome.answer.toolCalls };
}

async function runThere({ file, data, options, running }: Run): Promise<Answer> {
  if (file === STDIN) throw usageError('The hub runs published prompts: name a file of the linked folder.');
  if (data.context ?? data.messages)
    throw usageError('The hub takes variables only: leave out --context and --messages.');
  const { ref, environment, model, cache: cacheSeconds, fallback: fallbacks } = options;
  const prompt = (await publishedPrompts([file], { ref, environment })).get(file);
  if (!prompt) throw usageError(`There is no prompt “${file}”.`);
  return askHub(prompt, { ...running, vars: data.input ?? {}, model, cacheSeconds, fallbacks });
}
