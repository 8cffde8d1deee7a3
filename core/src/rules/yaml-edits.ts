import { isMap } from 'yaml';
import type { TextEdit } from '../diagnostic';
import type { Range } from '../syntax/positions';
import type { Frontmatter, FrontmatterEntry, PromptTree } from '../syntax/tree';

/** Inserts `key: value` into the map at `path` of the frontmatter, and makes that map (and the block) if need be. */
export function addEntry(
  tree: PromptTree,
  path: readonly string[],
  key: string,
  value: string,
): TextEdit | undefined {
  const { frontmatter, source } = tree;
  const newline = source.slice(0, 4096).includes('\r\n') ? '\r\n' : '\n';
  if (frontmatter === undefined) {
    const line = path.reduceRight((inner, name) => `${name}: { ${inner} }`, `${key}: ${value}`);
    return insertion(0, `---${newline}${line}${newline}---${newline}`);
  }
  const parent = path.at(-1);
  if (parent === undefined) {
    const { start, end } = frontmatter.contentRange;
    const text = `${key}: ${value}`;
    return insertion(end, source.slice(start, end).trim() === '' ? text : `${newline}${text}`);
  }
  if (frontmatter.entry(path) === undefined)
    return addEntry(tree, path.slice(0, -1), parent, `{ ${key}: ${value} }`);
  const yaml = { source, document: frontmatter.document, entry: (at: YamlPath) => frontmatter.entry(at) };
  return addToMap(yaml, path, key, value);
}

type YamlPath = readonly (string | number)[];

/** YAML, and where things stand in the source around it. */
export interface PlacedYaml extends Pick<Frontmatter, 'document'> {
  readonly source: string;
  readonly entry: (path: YamlPath) => FrontmatterEntry | undefined;
}

/** Inserts `key: value` into the map at `path`, in front. Undefined where there is no map. */
export function addToMap(
  { source, document, entry }: PlacedYaml,
  path: YamlPath,
  ...[key, value]: [string, string]
): TextEdit | undefined {
  const place = entry(path)?.value;
  if (place === undefined) return undefined;
  const { start, end } = place;
  const written = source.slice(start, end);
  if (!isMap(document.getIn(path))) {
    return written.trim() === '' ? insertion(start, ` { ${key}: ${value} }`) : undefined;
  }
  if (written.startsWith('{'))
    return insertion(start + 1, /^\{\s*\}/.test(written) ? ` ${key}: ${value} ` : ` ${key}: ${value},`);
  const newline = source.slice(0, 4096).includes('\r\n') ? '\r\n' : '\n';
  return insertion(start, `${key}: ${value}${newline}${indentationAt(source, start)}`);
}

/** Adds a name to the list at `path`, which is made if need be. Undefined where the list is written in an unusual way. */
export function addToList(
  tree: PromptTree,
  path: readonly [string, string],
  name: string,
): TextEdit | undefined {
  const entry = tree.frontmatter?.entry(path);
  if (entry === undefined) return addEntry(tree, path.slice(0, 1), path[1], `[${name}]`);
  const written = tree.source.slice(entry.value.start, entry.value.end);
  if (!written.startsWith('[')) return undefined;
  return insertion(entry.value.start + 1, /^\[\s*\]/.test(written) ? name : `${name}, `);
}

/** Removes the entry at `path`, with its line or its comma. */
export function removeEntry(tree: PromptTree, path: readonly (string | number)[]): TextEdit | undefined {
  return removalOf(tree.frontmatter?.entry(path), tree.source);
}

/** Removes an entry of a map, wherever it stands. */
export function removalOf(entry: FrontmatterEntry | undefined, source: string): TextEdit | undefined {
  if (!entry?.key) return undefined;
  const { start } = entry.key;
  const end = Math.max(entry.value.end, source.indexOf(':', entry.key.end) + 1);
  const lineStart = startOfLine(source, start);
  const isBlock = source.slice(lineStart, start).trim() === '';
  if (!isBlock) return { range: withComma(source, { start, end }), newText: '' };
  const blockEnd = source.slice(0, end).trimEnd().length;
  const rest = /^[^\r\n]*(?:\r\n|\r|\n)?/.exec(source.slice(blockEnd))?.[0] ?? '';
  return { range: { start: lineStart, end: blockEnd + rest.length }, newText: '' };
}

export function insertion(at: number, newText: string): TextEdit {
  return { range: { start: at, end: at }, newText };
}

function withComma(source: string, { start, end }: Range): Range {
  const after = /^\s*,\s*/.exec(source.slice(end))?.[0];
  if (after !== undefined) return { start, end: end + after.length };
  const before = /,\s*$/.exec(source.slice(Math.max(0, start - 1000), start))?.[0] ?? '';
  return { start: start - before.length, end };
}

function startOfLine(source: string, at: number): number {
  return Math.max(source.lastIndexOf('\n', at - 1), source.lastIndexOf('\r', at - 1)) + 1;
}

function indentationAt(source: string, at: number): string {
  return source.slice(startOfLine(source, at), at).replace(/[^\t]/g, ' ');
}
