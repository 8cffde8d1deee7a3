import { isAlias, isMap, isPair, isScalar, isSeq, type Document, type Node, type YAMLMap } from 'yaml';
import type { Range } from './positions';
import type { FrontmatterEntry } from './tree';

/** More aliases than this in one text are refused: resolving each costs a walk over the whole document. */
const MAX_ALIAS_NODES = 1000;

/** Where the key and the value at `path` stand; aliases on the way are followed. Later duplicates win. */
export function entryAt(
  document: Document.Parsed,
  path: readonly (string | number)[],
  offset: number,
): FrontmatterEntry | undefined {
  let node: unknown = document.contents;
  let key: Range | undefined;
  for (const step of path) {
    const holder = isAlias(node) ? node.resolve(document) : node;
    if (isMap(holder)) {
      const pair = pairsByKey(holder).get(String(step));
      if (pair === undefined) return undefined;
      key = nodeRange(pair.key);
      node = pair.value ?? (key && { range: [key.end, key.end] });
    } else if (isSeq(holder) && typeof step === 'number') {
      key = undefined;
      node = holder.items[step];
    } else return undefined;
  }
  const value = nodeRange(node);
  if (value === undefined) return undefined;
  return { key: key && shift(key, offset), value: shift(value, offset) };
}

/** The text of a key as it becomes a property name. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar<unknown>(key)) return undefined;
  const { value } = key;
  return typeof value === 'string' ? value : value === null ? '' : (JSON.stringify(value) ?? '');
}

/** The span of a node without the blanks and comments after it. */
export function nodeRange(node: unknown): Range | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  const [start, end] = range ?? [];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** True when collections stand more than `limit` levels inside each other. */
export function tooDeep(document: Document.Parsed, limit: number): boolean {
  let level: unknown[] = [document.contents];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(children);
  }
  return false;
}

/** What makes the aliases of a document unusable: one that names nothing or itself, or too many of them. */
export function aliasProblem(document: Document.Parsed): { message: string; range: Range } | undefined {
  const closed = new Set<string>();
  const open: string[] = [];
  let count = 0;
  const walk = (node: unknown): { message: string; range: Range } | undefined => {
    if (isAlias(node)) {
      const range = nodeRange(node) ?? { start: 0, end: 1 };
      if (++count > MAX_ALIAS_NODES)
        return { message: `There are more than ${MAX_ALIAS_NODES} aliases here.`, range };
      if (open.includes(node.source))
        return { message: `The alias *${node.source} stands inside of what it names.`, range };
      if (!closed.has(node.source))
        return { message: `No anchor &${node.source} stands before this alias.`, range };
      return undefined;
    }
    const anchor = (node as Partial<Node & { anchor: string }> | null)?.anchor;
    if (anchor) open.push(anchor);
    for (const child of children(node)) {
      const problem = walk(child);
      if (problem) return problem;
    }
    if (anchor) closed.add(open.pop() ?? anchor);
    return undefined;
  };
  return walk(document.contents);
}

function children(node: unknown): unknown[] {
  if (isPair(node)) return [node.key, node.value];
  if (isMap(node)) return node.items.flatMap(({ key, value }) => [key, value]);
  return isSeq(node) ? node.items : [];
}

interface PlacedPair {
  readonly key: unknown;
  readonly value: unknown;
}

const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, PlacedPair>>();

function pairsByKey(map: YAMLMap): ReadonlyMap<string, PlacedPair> {
  let index = indexes.get(map);
  if (index === undefined) {
    index = new Map(map.items.map((pair): [string, PlacedPair] => [keyText(pair.key) ?? '', pair]));
    indexes.set(map, index);
  }
  return index;
}

function shift({ start, end }: Range, offset: number): Range {
  return { start: start + offset, end: end + offset };
}
