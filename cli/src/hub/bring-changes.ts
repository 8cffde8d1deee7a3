import { Argument, Option, type Command } from 'commander';
import type { FileChange, MergeOutcome } from '@prompthub/protocol';
import type { WorkingCopy } from '@prompthub/client/node';
import { usageError } from '../command-error';
import { atLeastOne } from '../commands/parse-number';
import { ExitCode } from '../exit-code';
import { count, note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { openWorkingCopy } from './connect';
import { readResolutions, writeConflicts } from './conflict-files';
import { describeConflict } from './describe-conflict';

/** What `merge`, `revert` and `cherry-pick` have in common. */
export interface BringOptions {
  readonly branch?: string;
  readonly message?: string;
  readonly head?: string;
  readonly conflicts?: string;
  readonly resolved?: string;
  readonly delete?: string[];
  readonly preview?: boolean;
  readonly json?: boolean;
}

/** The same part of their requests. */
export interface BringRequest {
  readonly message: string | undefined;
  readonly expectedHead: string | undefined;
  readonly resolutions: FileChange[];
  readonly preview: boolean;
}

/** One of the three: how it is asked of the hub, and how the person asks again once conflicts are settled. */
export interface Bring {
  readonly ask: (copy: WorkingCopy, branch: string, request: BringRequest) => Promise<MergeOutcome>;
  readonly again: (commit: string, branch: string) => string[];
}

export const SETTLING = `
What does not fit together is listed, and nothing is done. Say with --conflicts where to put the files in question,
mend them there, and ask again with --resolved.`;

export function withBringOptions(command: Command): Command {
  return command
    .option('-m, --message <text>', 'message of the new version; default: as Git would say it')
    .option('--head <commit>', 'do it only when the branch is still at this version; needed with --resolved')
    .option('--conflicts <folder>', 'write the files in conflict there, with markers')
    .addOption(
      new Option('--resolved <folder>', 'take the files in there as they are').conflicts('conflicts'),
    )
    .option('--delete <paths...>', 'files of the project that are not to be there any more')
    .option('--preview', 'say what would be done, and do nothing')
    .option('--json', 'print what was done, or the conflicts, as JSON');
}

/** What `revert` and `cherry-pick` have in common besides. */
export interface BringOneOptions extends BringOptions {
  readonly mainline?: number;
}

/** The command that brings what one commit changed; `branch` says which branch is meant. */
export function withBringOneOptions(command: Command, branch: string): Command {
  return withBringOptions(
    command
      .addArgument(new Argument('<commit>', 'the version, by its id or the first seven digits or more'))
      .option('--branch <branch>', branch)
      .option(
        '--mainline <n>',
        'of a merge: which parent counts as what was there before, from 1',
        atLeastOne,
      ),
  );
}

/** A request about one commit, and how to ask for it again. */
export type AskOne = (
  project: WorkingCopy['project'],
  request: BringRequest & { commit: string; branch: string; mainline: number | undefined },
) => Promise<MergeOutcome>;

export async function bringOne(
  name: string,
  ask: AskOne,
  { commit, options: { mainline, ...options } }: { commit: string; options: BringOneOptions },
): Promise<void> {
  await bringChanges(options, {
    ask: (copy, branch, request) => ask(copy.project, { commit, branch, mainline, ...request }),
    again: (id, branch) => [
      ...['prompthub', name, id, '--branch', branch],
      ...(mainline === undefined ? [] : ['--mainline', String(mainline)]),
    ],
  });
}

export async function bringChanges(options: BringOptions, { ask, again }: Bring): Promise<void> {
  const { MergeConflictsError } = await import('@prompthub/client');
  const { copy } = await openWorkingCopy();
  const branch = options.branch ?? copy.branch;
  const resolutions = await resolutionsOf(options);
  const { message, head: expectedHead, preview = false } = options;
  try {
    const outcome = await ask(copy, branch, { message, expectedHead, resolutions, preview });
    if (options.json) printJson(outcome);
    else tell(outcome, preview);
  } catch (error) {
    if (!(error instanceof MergeConflictsError)) throw error;
    process.exitCode = ExitCode.findings;
    if (options.json) printJson({ head: error.head, commit: error.commit, conflicts: error.conflicts });
    else for (const conflict of error.conflicts) print(describeConflict(conflict));
    note(error.message);
    if (options.conflicts === undefined) return;
    const { written, left } = await writeConflicts(options.conflicts, error.conflicts);
    for (const path of left)
      note(`Not written, because it holds no text or has no safe name: ${printable(path)}`);
    const words = [...again(error.commit, branch), '--head', error.head, '--resolved', options.conflicts];
    note(`Mend ${count(written, 'file')}, then: ${printable(words.map(quoted).join(' '))}`);
  }
}

async function resolutionsOf({ resolved, delete: deleted = [], head }: BringOptions): Promise<FileChange[]> {
  const changes = resolved === undefined ? [] : await readResolutions(resolved);
  const all = [...changes, ...deleted.map((path) => ({ path, content: null }))];
  if (all.length > 0 && head === undefined)
    throw usageError('Say with --head for which version of the branch that was settled.');
  return all;
}

function tell({ outcome, branch, commit, changes }: MergeOutcome, preview: boolean): void {
  for (const { path, status } of changes) print(`${style.dim(status.padEnd(8))} ${printable(path)}`);
  const name = printable(branch);
  const files = count(changes.length, 'file');
  if (outcome === 'up-to-date') note(`Nothing to do: ${name} has it all.`);
  else if (preview) note(`${files} of ${name} would change.`);
  else if (outcome === 'fast-forward')
    note(`Moved ${name} forward to ${commit?.id.slice(0, 10)}: ${files} changed.`);
  else note(`Published ${commit?.id.slice(0, 10)} to ${name}: ${files} changed. Pull to have it here.`);
}

/** As a word of a shell's command: names of branches and folders may hold what a shell would act on. */
function quoted(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
