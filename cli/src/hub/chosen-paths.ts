import type { Link, WorkingCopy } from '@prompthub/client/node';
import { usageError } from '../command-error';
import { selects, toProjectPaths } from './project-paths';

/**
 * The files of the project that a person names; undefined when none are named, and everything is meant.
 * @throws CommandError (usage) when there is nothing of the project in them
 */
export async function chosenPaths(
  { copy, link }: { copy: WorkingCopy; link: Link },
  paths: readonly string[],
  options: { offline?: boolean } = {},
): Promise<string[] | undefined> {
  const wanted = toProjectPaths(link, paths);
  if (wanted.length === 0) return undefined;
  const files = await copy.status(options);
  const chosen = files.map(({ path }) => path).filter((path) => selects(wanted, path));
  if (chosen.length === 0) throw usageError(`There is nothing of the project in ${paths.join(', ')}.`);
  return chosen;
}
