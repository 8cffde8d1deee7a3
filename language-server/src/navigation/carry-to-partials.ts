import { analyze, type Analysis } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { refusal, type Edit } from './edits';
import { inputPathsOf, isSamePath, type InputPath } from './input-paths';
import type { Property } from './occurrences';
import { partialCalls, type PartialCall } from './partial-calls';
import { argumentEdit, memberExpression } from './partial-arguments';

/**
 * A partial reads the names of whoever includes it. So that it goes on finding a renamed one, it is given as an argument:
 * `{{> greet}}` becomes `{{> greet name=customer}}`. Throws a refusal where no argument can help.
 */
export function carryToPartials(context: Context, symbol: Property, newName: string): Edit[] {
  const { prompt } = symbol;
  return partialCalls(prompt).flatMap((call) => {
    const readings = readingsOf(context, prompt, call);
    return readings ? carry(symbol, newName, { call, readings }) : [];
  });
}

interface Readings {
  readonly name: string;
  readonly analysis: Analysis;
  /** Names that it, or a partial that it includes, reads as `@root.name`. */
  readonly rootNames: ReadonlySet<string>;
}

function carry(
  { prompt, path }: Property,
  newName: string,
  { call, readings }: { call: PartialCall; readings: Readings },
): Edit[] {
  const [first = '', oldName = ''] = [path[0], path.at(-1)];
  const parent = path.slice(0, -1);
  const given = new Map(call.node.hash?.pairs.map(({ key, value }) => [key, value]));
  const isRead = (name: string): boolean => reads(readings.analysis, name);
  if (readings.rootNames.has(first))
    throw refusal(`The partial “${readings.name}” reads @root.${first}, which an argument cannot replace.`);
  if (parent.length === 0 && readings.rootNames.has(newName)) throw captured(readings.name, newName);
  for (const [key, value] of given) {
    const of =
      value.type === 'PathExpression' ? inputPathsOf(prompt).ofExpression(value, call.scope) : undefined;
    if (of && isRead(key) && isPrefix(of, parent)) throw unreachable(readings.name, key, oldName);
  }
  if (!call.context || !isPrefix(call.context, parent)) return [];
  const isOwn = isSamePath(call.context, parent);
  if (isOwn && isRead(newName) && !given.has(newName)) throw captured(readings.name, newName);
  const read = path[call.context.length] ?? '';
  if (given.has(read) || !isRead(read)) return [];
  if (!isOwn) throw unreachable(readings.name, read, oldName);
  return [argumentEdit(prompt, call, `${oldName}=${memberExpression(prompt, call, newName)}`)];
}

function captured(partial: string, newName: string): Error {
  return refusal(`The partial “${partial}” reads “${newName}”, which would then be this.`);
}

function unreachable(partial: string, read: string, name: string): Error {
  return refusal(
    `The partial “${partial}” reads “${read}” and would no longer find “${name}” in it. Rename it in the partial as well, or give it as an argument first.`,
  );
}

/** What a partial reads, with the partials that it includes; undefined for one that nobody knows. */
function readingsOf(
  { workspace }: Context,
  prompt: PromptDocument,
  { name }: PartialCall,
): Readings | undefined {
  const trees = workspace.partialTrees(prompt.uri) ?? {};
  const tree = Object.hasOwn(trees, name) ? trees[name] : undefined;
  if (!tree) return undefined;
  const partials = { get: (each: string) => (Object.hasOwn(trees, each) ? trees[each] : undefined) };
  const rootNames = new Set<string>();
  const seen = new Set([name]);
  for (const each of seen) {
    const own = partials.get(each);
    if (!own) continue;
    for (const { node } of analyze(own).references)
      if (node.data && node.parts[0]?.name === 'root' && node.parts[1]) rootNames.add(node.parts[1].name);
    for (const used of workspace.partialAt(workspace.partialUris(prompt.uri)?.get(each) ?? '')?.summary
      .partials ?? [])
      seen.add(used);
  }
  return { name, analysis: analyze(tree, { partials }), rootNames };
}

function reads({ usages, usedByPartials }: Analysis, name: string): boolean {
  return usages.has(name) || usedByPartials.has(name);
}

function isPrefix(start: InputPath, path: InputPath): boolean {
  return isSamePath(start, path.slice(0, start.length));
}
