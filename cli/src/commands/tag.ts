import { Argument, Command } from 'commander';
import type { WorkingCopy } from '@prompthub/client/node';
import type { Tag } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { openWorkingCopy } from '../hub/connect';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';

const ACTIONS = ['list', 'create', 'delete'] as const;
type Action = (typeof ACTIONS)[number];

interface TagOptions {
  readonly ref?: string;
  readonly message?: string;
  readonly json?: boolean;
}

export function tagCommand(): Command {
  return new Command('tag')
    .description('List, create and delete tags: names of versions that never move.')
    .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('list'))
    .addArgument(new Argument('[name]', 'the tag; not for list'))
    .option('--ref <ref>', 'create: a branch, a tag or a commit; default: the current branch')
    .option('-m, --message <text>', 'create: what the version is')
    .option('--json', 'print the tags as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub tag
  $ prompthub tag create v1.0 -m "As shown to the first customers"
  $ prompthub tag create before-summer --ref 4f1c0d2
  $ prompthub tag delete v1.0`,
    )
    .action(tag);
}

async function tag(action: Action, name: string | undefined, options: TagOptions): Promise<void> {
  const { copy } = await openWorkingCopy();
  if (action === 'list') return list(copy, options);
  if (name === undefined) throw usageError(`Name the tag: prompthub tag ${action} <name>.`);
  if (action === 'delete') {
    await copy.project.deleteTag(name);
    if (options.json) printJson({ name });
    else note(`Deleted ${printable(name)}.`);
    return;
  }
  const { ref = copy.branch, message } = options;
  const made = await copy.project.createTag({ name, ref, ...(message === undefined ? {} : { message }) });
  if (options.json) printJson(made);
  else print(describe(made));
}

async function list(copy: WorkingCopy, { json }: TagOptions): Promise<void> {
  const { allPages } = await import('@prompthub/client');
  const tags: Tag[] = [];
  for await (const each of allPages((cursor) => copy.project.tags({ cursor, limit: 200 }))) tags.push(each);
  if (json) printJson(tags);
  else for (const each of tags) print(describe(each));
  if (tags.length === 0) note('There are no tags yet.');
}

function describe({ name, commit, message }: Tag): string {
  const subject = message?.split('\n')[0] ?? '';
  return `${style.yellow(commit.slice(0, 10))} ${printable(name)} ${style.dim(printable(subject))}`.trimEnd();
}
