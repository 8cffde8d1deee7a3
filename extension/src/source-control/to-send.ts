import type { FileStatus, QueuedCommit } from '@prompthub/client/node';
import { changeGroups } from './change-groups';

interface Standing {
  /** Whose session; undefined when nobody is signed in. */
  readonly account: string | undefined;
  readonly files: readonly Pick<FileStatus, 'path' | 'state'>[];
  readonly queue: readonly Pick<QueuedCommit, 'id'>[];
  /** Why the hub could not be asked. */
  readonly problem: string | undefined;
}

/**
 * Names what may be sent without asking; with other conflicts it is something else. Undefined: nothing may be. The queue goes out
 * as a whole, so that one commit that waits for a person, such as one of the command line, keeps all of it here.
 *
 * @param remembered ids of the commits that were to be sent as soon as that is possible
 */
export function toSend(
  { account, files, queue, problem }: Standing,
  remembered: readonly string[],
): string | undefined {
  const [first] = queue.every(({ id }) => remembered.includes(id)) ? queue : [];
  if (!first || !account || problem !== undefined) return undefined;
  const { conflicts } = changeGroups(files);
  return [first.id, ...conflicts.map(({ path }) => path)].join('\n');
}
