import { Argument, Command } from 'commander';
import type { Commit } from '@prompthub/protocol';
import type { WorkingCopy } from '@prompthub/client/node';
import { usageError } from '../command-error';
import { chosenPaths } from '../hub/chosen-paths';
import { openWorkingCopy } from '../hub/connect';
import { describeCommit } from '../hub/describe-commit';
import { count, note, print, printable, printJson } from '../terminal/output';

interface PushOptions {
  readonly message?: string;
  readonly json?: boolean;
}

export function pushCommand(): Command {
  return new Command('push')
    .alias('publish')
    .description('Publish what changed here as a new version on the hub, after the commits that wait.')
    .addArgument(new Argument('[paths...]', 'files or folders; default: everything that changed').default([]))
    .option('-m, --message <text>', 'what changed, and why; without it, only commits that wait are sent')
    .option('--json', 'print the commits as JSON')
    .addHelpText(
      'after',
      `
Commits that wait are sent first, in order, and merged with what others changed where that fits. The hub refuses prompts with
errors, and files that someone else changed meanwhile: pull first.

Examples:
  $ prompthub push -m "Ask for the order number first"
  $ prompthub push reply.prompt _style.prompt -m "Shorter replies"
  $ prompthub push`,
    )
    .action(push);
}

async function push(paths: string[], options: PushOptions): Promise<void> {
  if (options.message?.trim() === '') throw usageError('The message must not be empty.');
  const here = await openWorkingCopy();
  try {
    if (options.message === undefined) await send(here.copy, paths, options);
    else await publish(here, paths, { ...options, message: options.message });
  } catch (error) {
    if (isRejection(error)) await tellHowToMend(here.copy);
    throw error;
  }
}

async function send(copy: WorkingCopy, paths: readonly string[], { json }: PushOptions): Promise<void> {
  const { queue, files } = await copy.overview({ offline: true });
  if (queue.length === 0) throw usageError('Say with --message what changed: no commit waits to be sent.');
  if (paths.length > 0) throw usageError('Say with --message what changed in these files.');
  const { commits, merged } = await copy.send({ onSent: json ? undefined : tellSent });
  if (json) printJson({ commit: null, paths: [], rebased: false, sent: commits, merged });
  else if (merged.length > 0) note(`Merged with what others changed: ${merged.map(printable).join(', ')}`);
  const changed = files.filter(({ state }) => ['new', 'modified', 'deleted'].includes(state));
  if (changed.length > 0) note(`${count(changed.length, 'file')} changed here and not committed: not sent.`);
}

async function publish(
  here: Awaited<ReturnType<typeof openWorkingCopy>>,
  paths: readonly string[],
  { message, json }: PushOptions & { message: string },
): Promise<void> {
  const chosen = await chosenPaths(here, paths);
  const onSent = json ? undefined : tellSent;
  const {
    commit,
    paths: published,
    rebased,
    sent,
  } = await here.copy.publish(message, { paths: chosen, onSent });
  if (json) {
    printJson({ commit: commit ?? null, paths: published, rebased, sent });
    return;
  }
  for (const path of published) print(printable(path));
  if (!commit) note('Nothing to publish.');
  else
    note(
      `Published ${count(published.length, 'file')} as ${commit.id.slice(0, 10)}${rebased ? ', on top of newer changes of others' : ''}.`,
    );
}

function tellSent(commit: Commit): void {
  note(`Sent ${describeCommit(commit)}`);
}

function isRejection(error: unknown): boolean {
  return error instanceof Error && error.name === 'CommitRejectedError';
}

async function tellHowToMend(copy: WorkingCopy): Promise<void> {
  const { queue } = await copy.overview({ offline: true });
  const [first] = queue;
  if (first === undefined) return;
  note(
    `The hub does not take the unsent commit “${printable(first.message)}”. Take back with \`prompthub uncommit\` until it is a change of the files again, mend these, and commit anew.`,
  );
}
