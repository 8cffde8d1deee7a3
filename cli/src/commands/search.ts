import { Argument, Command, Option } from 'commander';
import type { PromptFilter } from '@prompthub/client';
import type { PromptSort } from '@prompthub/protocol';
import { openWorkingCopy } from '../hub/connect';
import { describePrompt } from '../hub/describe-prompt';
import { firstOf } from '../hub/first-of';
import { note, print, printJson } from '../terminal/output';
import { atLeastOne, collect } from './parse-number';

interface SearchOptions {
  readonly tag: readonly string[];
  readonly owner?: string;
  readonly model?: string;
  readonly branch?: string;
  readonly environment?: string;
  readonly everywhere?: boolean;
  readonly sort?: PromptSort;
  readonly limit: number;
  readonly json?: boolean;
}

export function searchCommand(): Command {
  return new Command('search')
    .description('Find prompts at the hub by what they say; without words, list them.')
    .addArgument(
      new Argument('[words...]', 'words of names, descriptions, tags and texts: \'"a phrase"\', or, -not'),
    )
    .option('--tag <tag>', 'only prompts with this tag; may be given several times', collect, [])
    .option('--owner <owner>', 'only prompts of this owner (prompthub.meta)')
    .option('--model <model>', 'only prompts for this model, or for all of a provider: openai')
    .addOption(
      new Option('--branch <branch>', 'of this branch; default: the linked one').conflicts(['environment']),
    )
    .option('--environment <environment>', 'as they run there')
    .addOption(
      new Option('--everywhere', 'in all projects of the organization, on their default branches').conflicts([
        'branch',
      ]),
    )
    .addOption(
      new Option('--sort <order>', 'default: what fits best first, without words by name').choices([
        'name',
        'updated',
        'rank',
      ]),
    )
    .option('-n, --limit <n>', 'at most so many', atLeastOne, 50)
    .option('--json', 'print the prompts as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub search refund policy
  $ prompthub search supp
  $ prompthub search '"money back" -draft' --everywhere
  $ prompthub search --tag triage --environment production --json`,
    )
    .action(search);
}

async function search(words: readonly string[], options: SearchOptions): Promise<void> {
  const { tag, owner, model, environment, sort, everywhere, limit } = options;
  const { copy, hub } = await openWorkingCopy();
  const filter: PromptFilter = {
    ...(words.length === 0 ? {} : { q: words.join(' ') }),
    ...{ tag, owner, model, environment, sort },
  };
  const [organization = ''] = copy.project.name.split('/');
  const branch = environment === undefined ? (options.branch ?? copy.branch) : undefined;
  const prompts = await firstOf(limit, (page) =>
    everywhere
      ? hub.organization(organization).prompts({ ...filter, ...page })
      : copy.project.prompts({ ...filter, branch, ...page }),
  );
  if (options.json) printJson(prompts);
  else for (const prompt of prompts) print(describePrompt(prompt, { withProject: everywhere === true }));
  if (prompts.length === 0) note('No prompt is like that.');
}
