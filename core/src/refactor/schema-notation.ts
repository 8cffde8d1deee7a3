import { stringify } from 'yaml';
import type { JsonSchema } from '../options';
import { applyEdits } from '../format/apply-edits';
import { parse } from '../parse';
import { picoschemaToJsonSchema } from '../syntax/picoschema';
import type { FrontmatterEntry, PromptTree } from '../syntax/tree';
import { asPicoschema } from './as-picoschema';
import { refused, type Refactoring } from './refactoring';

export interface NotationChange {
  /** What the schema is written in afterwards. */
  readonly to: 'picoschema' | 'json-schema';
  change(): Refactoring;
}

/**
 * Writes `input.schema` or `output.schema` in the other notation: Picoschema as JSON Schema, and JSON Schema as Picoschema. What the
 * schema means stays the same to the letter, or the change is refused. Undefined where there is no schema.
 */
export function changeSchemaNotation(tree: PromptTree, part: 'input' | 'output'): NotationChange | undefined {
  const value = schemaIn(tree, part);
  const entry = tree.frontmatter?.entry([part, 'schema']);
  if (value === undefined || value === null || !entry?.key || tree.dialect !== 'dotprompt') return undefined;
  const { schema, problems, unresolved } = picoschemaToJsonSchema(value);
  if (schema === null) return undefined;
  // JSON Schema passes through as it is.
  const isJsonSchema =
    isMap(value) && (typeof value.type === 'string' || typeof value.properties === 'object');
  const to = isJsonSchema ? 'picoschema' : 'json-schema';
  if (problems.some(({ severity }) => severity === 'error'))
    return { to, change: () => refused('The schema has mistakes that have to be repaired first.') };
  const [named] = unresolved;
  if (named)
    return { to, change: () => refused(`Only the host application knows the schema \`${named.name}\`.`) };
  const written = tree.source.slice(entry.key.end, entry.value.end);
  if (/(?:^|\s)#/.test(written))
    return { to, change: () => refused('The comments in the schema would be lost.') };
  const other = isJsonSchema ? asPicoschema(schema) : schema;
  return { to, change: () => rewritten(tree, { part, entry, value: other }) };
}

interface NewValue {
  readonly part: 'input' | 'output';
  readonly entry: FrontmatterEntry;
  readonly value: unknown;
}

function rewritten(tree: PromptTree, { part, entry, value }: NewValue): Refactoring {
  const { source } = tree;
  const keyEnd = entry.key?.end ?? entry.value.start;
  const colon = source.indexOf(':', keyEnd) + 1;
  const written = source.slice(entry.value.start, entry.value.end);
  const end = entry.value.start + written.trimEnd().length;
  const edit = { range: { start: colon, end }, newText: yamlOf(tree, { part, entry, value }) };
  const after = parse(applyEdits(source, [edit]));
  const [before, now] = [tree, after].map((each) => picoschemaToJsonSchema(schemaIn(each, part)).schema);
  const others = [tree, after].map((each) => stable(withoutSchema(each, part)));
  if (
    stable(before) !== stable(now) ||
    others[0] !== others[1] ||
    after.problems.length > tree.problems.length
  )
    return refused('The other notation cannot say all that this schema says.');
  return { edits: [edit] };
}

/** Over several lines, as far in as the key wants it; on one line inside of braces. */
function yamlOf({ source, frontmatter }: PromptTree, { part, entry, value }: NewValue): string {
  const outer = frontmatter?.entry([part])?.value;
  const isFlow = outer !== undefined && source[outer.start] === '{';
  const newline = source.slice(0, 4096).includes('\r\n') ? '\r\n' : '\n';
  if (isFlow || typeof value === 'string')
    return ` ${stringify(value, { collectionStyle: 'flow', lineWidth: 0 })
      .trimEnd()
      .replace(/\s*\n\s*/g, ' ')}`;
  const start = entry.key?.start ?? 0;
  const column = start - (source.lastIndexOf('\n', start - 1) + 1);
  const lines = stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
  return lines.map((line) => newline + ' '.repeat(column + 2) + line).join('');
}

function schemaIn({ frontmatter }: PromptTree, part: string): unknown {
  const holder = frontmatter?.value[part];
  return isMap(holder) ? holder.schema : undefined;
}

function withoutSchema({ frontmatter, source, templateRange }: PromptTree, part: string): unknown {
  const holder = frontmatter?.value[part];
  const text = source.slice(templateRange.start, templateRange.end);
  return [{ ...frontmatter?.value, [part]: isMap(holder) ? { ...holder, schema: null } : holder }, text];
}

/** Equal texts for equal values; the order of keys and of required names does not count. */
function stable(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'required' && Array.isArray(inner)) return [...(inner as unknown[])].sort();
    if (!isMap(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function isMap(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
