import type { Resolver } from '../options';
import { parse } from '../parse';
import type { Expression, Program } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import { pathName } from '../syntax/template-names';
import type { PromptTree } from '../syntax/tree';
import { visit } from '../syntax/visit';
import { resolve } from './metadata';

/** All partials that a prompt can reach, parsed. */
export interface PartialGraph {
  readonly trees: ReadonlyMap<string, PromptTree>;
  /** Names that nobody knows. */
  readonly missing: ReadonlySet<string>;
  /** Where the prompt itself, or one of its partials, calls others. */
  readonly calls: ReadonlyMap<PromptTree, readonly PartialCall[]>;
}

export interface PartialCall {
  readonly name: string;
  readonly range: Range;
}

/**
 * Loads what `{{> name}}` stands for, and what those call. Dynamic names (`{{> (lookup …)}}`) can only be found in a map, all
 * of which is then loaded; a resolver function cannot be asked for them.
 */
export async function loadPartials(
  tree: PromptTree,
  partials: Resolver<string> | undefined,
): Promise<PartialGraph> {
  const trees = new Map<string, PromptTree>();
  const missing = new Set<string>();
  const calls = new Map<PromptTree, readonly PartialCall[]>();
  const waiting: PromptTree[] = [tree];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { named, dynamic } = callsIn(next.template);
    calls.set(next, named);
    const all = dynamic && typeof partials === 'object' ? Object.keys(partials) : [];
    for (const name of [...named.map((call) => call.name), ...all]) {
      if (trees.has(name) || missing.has(name)) continue;
      const source = await resolve(partials, name);
      if (typeof source !== 'string') {
        missing.add(name);
        continue;
      }
      const partial = parse(source);
      trees.set(name, partial);
      waiting.push(partial);
    }
  }
  return { trees, missing, calls };
}

function callsIn(program: Program): { named: PartialCall[]; dynamic: boolean } {
  const named: PartialCall[] = [];
  let dynamic = false;
  visit(program, (node) => {
    if (node.type !== 'PartialStatement' && node.type !== 'PartialBlockStatement') return;
    const name = partialName(node.name);
    if (name === undefined) dynamic = true;
    else if (name !== '@partial-block') named.push({ name, range: node.range });
  });
  return { named, dynamic };
}

function partialName(name: Expression): string | undefined {
  switch (name.type) {
    case 'PathExpression':
      return pathName(name);
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return String(name.value);
    default:
      return undefined;
  }
}

/** The shortest way by which a prompt comes to a partial: the names from the first call on, and where that call is. */
export function wayTo(
  graph: PartialGraph,
  tree: PromptTree,
  name: string,
): { names: string[]; range: Range } | undefined {
  const seen = new Set<string>();
  let ways = (graph.calls.get(tree) ?? []).map((call) => ({ names: [call.name], range: call.range }));
  while (ways.length > 0) {
    const found = ways.find(({ names }) => names.at(-1) === name);
    if (found) return found;
    const next: typeof ways = [];
    for (const { names, range } of ways) {
      const last = names.at(-1) ?? '';
      const partial = graph.trees.get(last);
      if (seen.has(last) || partial === undefined) continue;
      seen.add(last);
      for (const call of graph.calls.get(partial) ?? []) next.push({ names: [...names, call.name], range });
    }
    ways = next;
  }
  return undefined;
}
