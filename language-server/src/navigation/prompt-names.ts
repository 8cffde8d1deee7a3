import { isPartial } from '@prompthub/core';
import type { Context } from '../context';
import { fileNameOf, folderOf, joinUri, normalizeUri } from '../uri';

/** The name of a prompt's file without its ending: `reply.formal` for `reply.formal.prompt`. */
export function baseNameOf(uri: string): string {
  return fileNameOf(uri).replace(/\.prompt$/, '');
}

/**
 * The prompt that `replacedBy` names: a path from the file or from its workspace folder, with or without the ending;
 * else the prompt of that `name`; else the file of that name, the nearest first. Undefined when there is none.
 */
export async function promptCalled(
  { workspace }: Context,
  from: string,
  text: string,
): Promise<string | undefined> {
  await workspace.indexed;
  const key = normalizeUri(from);
  const folder = folderOf(key);
  const path = text.endsWith('.prompt') ? text : `${text}.prompt`;
  const root = workspace.rootOf(key);
  const byPath = [folder, root].flatMap((start) => (start === undefined ? [] : [joinUri(start, path)]));
  const found = byPath.find((uri) => workspace.has(uri));
  if (found) return found;
  const named: string[] = [];
  for (const [uri, { name }] of workspace.summaries())
    if (!isPartial(uri) && (name === text || baseNameOf(uri) === text)) named.push(uri);
  const isNamed = (uri: string): boolean => workspace.summaryOf(uri)?.name === text;
  return named.sort(
    (left, right) =>
      Number(isNamed(right)) - Number(isNamed(left)) || left.length - right.length || (left < right ? -1 : 1),
  )[0];
}
