import { isMap, isPair, isScalar, isSeq } from 'yaml';
import { parseKey } from '../syntax/picoschema-words';
import { keyText, nodeRange } from '../syntax/yaml-nodes';
import { textOf, type Slice } from './sides';

/** A YAML value with its place in the whole text. `slice` ends where the lines of a block collection end. */
export interface YamlValue {
  readonly node: unknown;
  readonly slice: Slice;
  /** What to add to the offsets of the node. */
  readonly offset: number;
}

/** A key with its value, or an item of a list. Its texts together are all of it: `lead`, `head`, `value`, `rest`. */
export interface YamlItem {
  /** The same on all sides for what is the same thing. */
  readonly id: string;
  /** Blanks, comments and the comma before it. */
  readonly lead: Slice;
  /** From the key (or the dash) to the end. */
  readonly whole: Slice;
  readonly head: Slice;
  readonly value: YamlValue;
  readonly rest: Slice;
}

/** A map or a list, cut into its items without losing a character: `open`, items, `close`. */
export interface YamlCollection {
  readonly shape: 'block map' | 'flow map' | 'block list' | 'flow list';
  /** The column of a block collection. */
  readonly indent: number;
  readonly open: string;
  readonly items: readonly YamlItem[];
  readonly close: Slice;
}

/** Keys of lists that are sets: their order has no meaning, and nothing stands in them twice. */
const SETS = new Set(['tools', 'tags', 'required', 'enum', 'helpers', 'partials', 'schemas', 'stop']);
SETS.add('stopSequences');

/** Undefined for what is not cut: scalars, lists whose order may mean something, and YAML that is written in unusual ways. */
export function yamlCollection(value: YamlValue, path: readonly string[]): YamlCollection | undefined {
  const { node, slice, offset } = value;
  const isList = isSeq(node);
  if (!isList && !isMap(node)) return undefined;
  const flow = node.flow === true;
  const ids = isList ? listIds(node.items, path) : mapIds(node.items, path);
  if (ids === undefined || new Set(ids).size !== ids.length) return undefined;
  const items: YamlItem[] = [];
  let from = slice.start + (flow ? 1 : 0);
  for (const [index, entry] of node.items.entries()) {
    const places = placesOf(entry, { slice, offset, from, flow });
    const id = ids[index];
    if (places === undefined || id === undefined) return undefined;
    const item = { id, ...places };
    if (!LEADS[flow ? 'flow' : 'block'].test(textOf(item.lead))) return undefined;
    items.push(item);
    from = item.whole.end;
  }
  const { source } = slice;
  return {
    shape: `${flow ? 'flow' : 'block'} ${isList ? 'list' : 'map'}`,
    indent: flow ? 0 : slice.start - (source.lastIndexOf('\n', slice.start - 1) + 1),
    open: flow ? source.slice(slice.start, slice.start + 1) : '',
    items,
    close: { source, start: from, end: slice.end },
  };
}

const LEADS = { block: /^(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*$/, flow: /^(?:\s|,|#[^\n]*\n)*$/ };

/** Whether a schema is written as JSON Schema, whose keys mean something else than Picoschema's. */
export function isJsonSchema(node: unknown): boolean {
  return isMap(node) && (node.has('type') || node.has('properties'));
}

function mapIds(pairs: readonly unknown[], path: readonly string[]): string[] | undefined {
  const inSchema = path[1] === 'schema';
  const ids = pairs.map((pair) => (isPair(pair) ? keyText(pair.key) : undefined));
  if (ids.some((id) => id === undefined)) return undefined;
  const isPicoschema = inSchema && !ids.includes('type') && !ids.includes('properties');
  return ids.map((id = '') => (isPicoschema && id !== '(*)' ? parseKey(id).name : id));
}

/** Items of sets are identified by their values, tests and tools by their names; in other lists nothing is. */
function listIds(items: readonly unknown[], path: readonly string[]): string[] | undefined {
  const key = path.at(-1) ?? '';
  if (items.length > 0 && items.every((item) => isMap(item)))
    return items.map((item) => {
      const named = [item.get('name'), item.get('description'), item.get('id')];
      const name = named.find((text) => typeof text === 'string' && text !== '');
      return typeof name === 'string' ? name : JSON.stringify(item.get('vars') ?? item);
    });
  const isSet = SETS.has(key) || (path[1] === 'schema' && path.length > 2);
  const isPlain = items.every((item) => isScalar(item));
  return isSet && isPlain ? items.map((item) => JSON.stringify(item.value)) : undefined;
}

interface Around {
  readonly slice: Slice;
  readonly offset: number;
  readonly from: number;
  readonly flow: boolean;
}

function placesOf(entry: unknown, around: Around): Omit<YamlItem, 'id'> | undefined {
  const { slice, offset, from, flow } = around;
  const { source } = slice;
  const value: unknown = isPair(entry) ? entry.value : entry;
  const range = nodeRange(value) ?? (isPair(entry) ? nodeRange(entry.key) : undefined);
  const keyRange = isPair(entry) ? nodeRange(entry.key) : undefined;
  const start = isPair(entry) ? keyRange && keyRange.start + offset : itemStart(source, range, around);
  if (range === undefined || start === undefined || start < from) return undefined;
  const isNothing = value === null || value === undefined;
  const valueStart = (isNothing ? range.end : range.start) + offset;
  const last = contentEnd(value) ?? range.end;
  const end = flow ? last + offset : lineEnd(source, last + offset, slice.end);
  const ownEnd = isBlock(value) ? end : Math.min(end, range.end + offset);
  const part = (partStart: number, partEnd: number): Slice => ({ source, start: partStart, end: partEnd });
  if (valueStart < start || ownEnd < valueStart || end > slice.end) return undefined;
  return {
    lead: part(from, start),
    whole: part(start, end),
    head: part(start, valueStart),
    value: { node: value, slice: part(valueStart, ownEnd), offset },
    rest: part(ownEnd, end),
  };
}

/** Where the dash of a block list's item stands; items of flow lists begin with their value. */
function itemStart(
  source: string,
  range: { start: number } | undefined,
  { from, flow, offset }: Around,
): number | undefined {
  if (flow) return range && range.start + offset;
  const dash = /(?:[ \t]|#[^\n]*(?=\n)|\n)*-/y;
  dash.lastIndex = from;
  return dash.test(source) ? dash.lastIndex - 1 : undefined;
}

function isBlock(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true && node.items.length > 0;
}

/** Where the last character of a value stands that is neither blank nor a comment. */
function contentEnd(node: unknown): number | undefined {
  let last: unknown = node;
  let end: number | undefined;
  while (isBlock(last)) {
    const item: unknown = (last as { items: unknown[] }).items.at(-1);
    end = isPair(item) ? nodeRange(item.key)?.end : nodeRange(last)?.end;
    last = isPair(item) ? item.value : item;
  }
  return nodeRange(last)?.end ?? end;
}

/** The end of the line that a value ends on: behind its line feed. */
function lineEnd(source: string, at: number, limit: number): number {
  if (source.charAt(at - 1) === '\n') return at;
  const feed = source.indexOf('\n', at);
  return feed === -1 || feed >= limit ? limit : feed + 1;
}
