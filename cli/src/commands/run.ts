import { Argument, Command } from 'commander';
import type { DataOptions } from '../files/data-argument';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { addDataOptions } from './data-options';
import { atLeastOne, collect } from './parse-number';
import { readDataArgument } from '../files/data-argument';
import { loadPrompt } from '../files/load-prompt';
import { providerContext } from '../models/provider-context';
import { abortOnInterrupt } from '../models/abort-on-interrupt';

interface RunOptions extends DataOptions {
  readonly model?: string;
  readonly stream?: boolean;
  readonly json?: boolean;
  readonly timeout: number;
  readonly allowHost: readonly string[];
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
    .option('--json', 'print the answer with usage, cost and latency')
    .addHelpText(
      'after',
      `
Keys come from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY, AZURE_OPENAI_API_KEY with AZURE_OPENAI_ENDPOINT,
PROMPTHUB_KEY_<NAME> with PROMPTHUB_HOST_<NAME>. A key goes to its own host only.

Examples:
  $ prompthub run follow-up.prompt --vars '{"customer":"Ada","topic":"late reminders","daysAgo":3}'
  $ prompthub run triage.prompt --vars @ticket.json --model openai/gpt-5-mini --stream
  $ prompthub run triage.prompt --vars @ticket.json --model local/llama3.2 --allow-host llm.example.com`,
    )
    .action(run);
}

async function run(file: string, options: RunOptions): Promise<void> {
  const { runPrompt } = await import('@prompthub/engine');
  const data = await readDataArgument(options);
  const { text, renderOptions, locate, file: found } = await loadPrompt(file);
  const streams = options.stream === true && !options.json;
  const outcome = await runPrompt({
    source: text,
    data,
    options: renderOptions,
    model: options.model,
    context: await providerContext({ file: found, allowHosts: options.allowHost }),
    signal: abortOnInterrupt(),
    timeoutMs: options.timeout * 1000,
    onText: streams ? (piece) => process.stdout.write(printable(piece)) : undefined,
  }).catch(locate);
  const { model, text: answer, usage, costUsd, latencyMs, timeToFirstTokenMs } = outcome;
  const { toolCalls } = outcome.answer;
  if (options.json) {
    printJson({ model, text: answer, toolCalls, usage, costUsd, latencyMs, timeToFirstTokenMs });
    return;
  }
  print(streams ? '' : printable(answer));
  for (const call of toolCalls) print(printable(`${call.name}(${call.arguments})`));
  const cost = costUsd === undefined ? 'price unknown' : `$${costUsd.toFixed(6)}`;
  const tokens = `${usage.inputTokens} + ${usage.outputTokens} tokens${usage.estimated ? ' (estimated)' : ''}`;
  note(style.stderr.dim(`${model} · ${tokens} · ${cost} · ${Math.round(latencyMs)} ms`));
}
