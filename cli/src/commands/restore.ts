import { Command } from 'commander';
import type { Link, WorkingCopy } from '@prompthub/client/node';
import { CommandError } from '../command-error';
import { openWorkingCopy } from '../hub/connect';
import { toProjectPath } from '../hub/project-paths';
import { count, note, print, printable, printJson } from '../terminal/output';

interface RestoreOptions {
  readonly from?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('Write files here as they are in a version at the hub.')
    .argument('<files...>', 'prompts and other files of the project')
    .option('--from <ref>', 'a branch, a tag or a commit; default: the current branch')
    .option('--force', 'also over what was changed here and is at the hub nowhere')
    .option('--json', 'print the paths as JSON')
    .addHelpText(
      'after',
      `
The hub stays as it is: push to let others have the files. Nothing is written unless all of them can be.

Examples:
  $ prompthub restore reply.prompt --from 4f1c0d2
  $ prompthub restore reply.prompt --force`,
    )
    .action(restore);
}

async function restore(files: string[], { from, force, json }: RestoreOptions): Promise<void> {
  const { writeFileAtomically } = await import('@prompthub/client/node');
  const { copy, link } = await openWorkingCopy();
  const paths = [...new Set(files.map((file) => toProjectPath(link, file)))];
  if (!force) await keepChanges(copy, paths);
  const ref = from ?? copy.branch;
  const found = await Promise.all(paths.map((path) => asItWas({ copy, link }, path, ref)));
  for (const { file, bytes } of found) await writeFileAtomically(file, bytes);
  if (json) printJson(paths);
  else for (const path of paths) print(printable(path));
  note(`${count(paths.length, 'file')} restored as in ${printable(ref)}.`);
}

/** @throws CommandError when a file has a text that the hub has never seen */
async function keepChanges(copy: WorkingCopy, paths: readonly string[]): Promise<void> {
  const changed = (await copy.status())
    .filter(({ path, state, local }) => paths.includes(path) && local !== undefined && UNSEEN.has(state))
    .map(({ path }) => printable(path));
  if (changed.length > 0)
    throw new CommandError(
      `${changed.join(', ')}: changed here and not published. Publish first, or give --force to lose the change.`,
    );
}

const UNSEEN: ReadonlySet<string> = new Set(['new', 'modified', 'conflict', 'committed']);

/** @throws HubError when the version has no such file, UnsafePathError when it may not be here */
async function asItWas(
  { copy, link }: { copy: WorkingCopy; link: Link },
  path: string,
  ref: string,
): Promise<{ file: string; bytes: string | Uint8Array }> {
  const { resolveSafely } = await import('@prompthub/client/node');
  const [file, { content, base64 }] = await Promise.all([
    resolveSafely(link.folder, path),
    copy.project.file(path, { ref }),
  ]);
  return { file, bytes: base64 === undefined ? content : Buffer.from(base64, 'base64') };
}
