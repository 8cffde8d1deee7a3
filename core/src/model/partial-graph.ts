import type { Range } from '../syntax/positions';
import type { PartialBlockStatement, PartialStatement } from '../syntax/ast';
import type { PromptTree } from '../syntax/tree';
import { visit } from '../syntax/visit';

/** One `{{> name}}`. */
export interface PartialReference {
  readonly name: string;
  /** The name alone. */
  readonly range: Range;
  readonly node: PartialStatement | PartialBlockStatement;
}

const known = new WeakMap<PromptTree, readonly PartialReference[]>();

/** The partials that a template names, in source order. Computed names (`{{> (lookup …)}}`) are not listed. */
export function partialReferences(tree: PromptTree): readonly PartialReference[] {
  const references = known.get(tree) ?? findReferences(tree);
  known.set(tree, references);
  return references;
}

function findReferences(tree: PromptTree): PartialReference[] {
  const references: PartialReference[] = [];
  visit(tree.template, (node) => {
    if (node.type === 'MustacheStatement') return false;
    if (node.type !== 'PartialStatement' && node.type !== 'PartialBlockStatement') return undefined;
    const { name } = node;
    const isBlockBody = name.type === 'PathExpression' && name.data;
    const text = name.type === 'PathExpression' ? name.original : literalName(name);
    if (text !== undefined && !isBlockBody) references.push({ name: text, range: name.range, node });
    return undefined;
  });
  return references;
}

function literalName(name: PartialStatement['name']): string | undefined {
  return name.type === 'StringLiteral' || name.type === 'NumberLiteral' ? String(name.value) : undefined;
}

/** Who uses which partial in a set of files, and which of them use each other in a circle. */
export interface PartialGraph {
  /** What each file names, by the key under which it was given. */
  readonly references: ReadonlyMap<string, readonly PartialReference[]>;
  /** Keys of the files that name a partial. */
  usersOf(partial: string): readonly string[];
  /**
   * Every circle once, as the partial names along it, ending with the one it began with: `['a', 'b', 'a']`.
   */
  readonly cycles: readonly (readonly string[])[];
}

/** `files` by partial name for partials (without `_` and `.prompt`), by any other key for prompts. */
export function partialGraph(files: ReadonlyMap<string, PromptTree>): PartialGraph {
  const references = new Map([...files].map(([key, tree]) => [key, partialReferences(tree)]));
  const users = new Map<string, Set<string>>();
  for (const [key, names] of references) {
    for (const { name } of names) users.set(name, (users.get(name) ?? new Set()).add(key));
  }
  return {
    references,
    usersOf: (partial) => [...(users.get(partial) ?? [])],
    cycles: findCycles(references),
  };
}

function findCycles(references: ReadonlyMap<string, readonly PartialReference[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const start of references.keys()) {
    if (!done.has(start)) searchFrom(start, { references, done, cycles });
  }
  return cycles;
}

interface Search {
  readonly references: ReadonlyMap<string, readonly PartialReference[]>;
  readonly done: Set<string>;
  readonly cycles: string[][];
}

/** Depth first, with its own stack: chains of partials may be long. */
function searchFrom(start: string, { references, done, cycles }: Search): void {
  const namesIn = (key: string) => [...new Set(references.get(key)?.map(({ name }) => name))].values();
  const path: { key: string; rest: Iterator<string> }[] = [{ key: start, rest: namesIn(start) }];
  const place = new Map([[start, 0]]);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.rest.next();
    if (next.done) {
      path.pop();
      place.delete(top.key);
      done.add(top.key);
      continue;
    }
    const seen = place.get(next.value);
    if (seen !== undefined) cycles.push([...path.slice(seen).map(({ key }) => key), next.value]);
    else if (references.has(next.value) && !done.has(next.value)) {
      place.set(next.value, path.length);
      path.push({ key: next.value, rest: namesIn(next.value) });
    }
  }
}
