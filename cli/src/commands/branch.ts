import { Argument, Command } from 'commander';
import type { WorkingCopy } from '@prompthub/client/node';
import type { Branch } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { openWorkingCopy } from '../hub/connect';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';

const ACTIONS = ['list', 'create', 'delete', 'protect', 'unprotect'] as const;
type Action = (typeof ACTIONS)[number];

interface BranchOptions {
  readonly from?: string;
  readonly expectedHead?: string;
  readonly json?: boolean;
}

export function branchCommand(): Command {
  return new Command('branch')
    .description('List, create, delete and protect the branches of the project.')
    .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('list'))
    .addArgument(new Argument('[name]', 'the branch; not for list'))
    .option('--from <ref>', 'create: a branch, a tag or a commit to begin at; default: the current branch')
    .option('--expected-head <id>', 'delete: only while this commit is its newest')
    .option('--json', 'print the branches as JSON')
    .addHelpText(
      'after',
      `
The files here stay as they are; \`prompthub switch\` brings those of another branch. Owners and admins protect branches: nobody
deletes a protected one, and only they publish to it.

Examples:
  $ prompthub branch
  $ prompthub branch create shorter-replies --from main
  $ prompthub branch protect main
  $ prompthub branch delete shorter-replies`,
    )
    .action(branch);
}

async function branch(action: Action, name: string | undefined, options: BranchOptions): Promise<void> {
  const { copy } = await openWorkingCopy();
  if (action === 'list') return list(copy, options);
  if (name === undefined) throw usageError(`Name the branch: prompthub branch ${action} <name>.`);
  if (action === 'delete') {
    await copy.project.deleteBranch(name, { expectedHead: options.expectedHead });
    if (options.json) printJson({ name });
    else note(`Deleted ${printable(name)}. Its versions can still be found by their ids.`);
    return;
  }
  const changed =
    action === 'create'
      ? await copy.project.createBranch({ name, from: options.from ?? copy.branch })
      : await copy.project.updateBranch(name, { protected: action === 'protect' });
  if (options.json) printJson(changed);
  else print(describe(changed, copy));
}

async function list(copy: WorkingCopy, { json }: BranchOptions): Promise<void> {
  const { items } = await copy.project.branches();
  if (json) printJson(items);
  else for (const each of items) print(describe(each, copy));
  if (items.length === 0) note('There are no branches yet: publish a first version.');
}

function describe({ name, head, protected: isProtected }: Branch, copy: WorkingCopy): string {
  const linked = name === copy.branch ? '* ' : '  ';
  return `${linked}${style.yellow(head.slice(0, 10))} ${printable(name)}${isProtected ? style.dim(' (protected)') : ''}`;
}
