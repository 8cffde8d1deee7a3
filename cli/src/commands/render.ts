import { Argument, Command } from 'commander';
import type { Message } from '@prompthub/core';
import type { DataOptions } from '../files/data-argument';
import { print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { addDataOptions } from './data-options';
import { readDataArgument } from '../files/data-argument';
import { loadPrompt } from '../files/load-prompt';

export function renderCommand(): Command {
  const command = new Command('render')
    .description('Fill in a prompt and print the messages that a model would get. Calls no model.')
    .addArgument(new Argument('<file>', 'the prompt; - reads it from the standard input'));
  return addDataOptions(command)
    .option('--json', 'print everything, in the shape of Dotprompt’s RenderedPrompt')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub render reply.prompt --vars '{"customer":{"name":"Ada"},"ticket":"Hello"}'
  $ prompthub render reply.prompt --vars @ticket.json --json
  $ prompthub render summarize-thread.prompt --vars '{"audience":"colleague"}' --messages @thread.json`,
    )
    .action(renderFile);
}

async function renderFile(file: string, options: DataOptions & { json?: boolean }): Promise<void> {
  const { render } = await import('@prompthub/core');
  const data = await readDataArgument(options);
  const { text, renderOptions, locate } = await loadPrompt(file);
  const rendered = await render(text, data, renderOptions).catch(locate);
  if (options.json) printJson(rendered);
  else print(rendered.messages.map(describe).join('\n\n'));
}

function describe({ role, content }: Message): string {
  const parts = content.map((part) => {
    if ('text' in part) return printable(part.text);
    if ('media' in part) return style.dim(`[media ${printable(part.media.url.slice(0, 200))}]`);
    return style.dim(printable(JSON.stringify(part)));
  });
  return `${style.bold(`── ${role} ──`)}\n${parts.join('').trim()}`;
}
