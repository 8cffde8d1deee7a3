import type { JsonSchema } from '../options';
import type { SchemaPath } from '../syntax/picoschema';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import type { InputSchema } from './input-schema';

/** A name that `input.schema` declares, at any depth. */
export interface InputProperty {
  /** From the input down; `*` stands for the elements of a list, and for keys that have no schema of their own. */
  readonly path: readonly string[];
  /** Where its schema stands in the YAML, from the root of the frontmatter. */
  readonly schemaPath: SchemaPath;
  /** The name as it is written: without Picoschema's `?` and what is in parentheses, and without quotes. */
  readonly range: Range;
  /** Where JSON Schema says that it is required. */
  readonly requiredAt: Range | undefined;
}

/** Outer names first; those of one schema in its order. */
export function inputProperties(tree: PromptTree, input: InputSchema): readonly InputProperty[] {
  const found: InputProperty[] = [];
  const open: Place[] = [{ schema: input.type, schemaPath: ['input', 'schema'], path: [] }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { properties, inner } = below(place, { tree, input });
    found.push(...properties);
    open.push(...inner.reverse());
  }
  return found;
}

interface Place {
  readonly schema: unknown;
  readonly schemaPath: SchemaPath | undefined;
  readonly path: readonly string[];
}

interface Below {
  readonly properties: readonly InputProperty[];
  readonly inner: Place[];
}

function below(
  { schema, schemaPath, path }: Place,
  { tree, input }: { tree: PromptTree; input: InputSchema },
): Below {
  if (!isRecord(schema)) return { properties: [], inner: [] };
  const properties: InputProperty[] = [];
  const inner: Place[] = [];
  for (const [name, child] of Object.entries(isRecord(schema.properties) ? schema.properties : {})) {
    const at = input.locate(isRecord(child) ? child : undefined, schemaPath, name);
    const own = [...path, name];
    inner.push({ schema: child, schemaPath: at.path, path: own });
    if (!at.path || !at.declaration) continue;
    const requiredAt = schemaPath && requiredPlace(tree, { schema, schemaPath, name });
    properties.push({
      path: own,
      schemaPath: at.path,
      range: nameIn(tree.source, at.declaration, name),
      requiredAt,
    });
  }
  for (const keyword of ['items', 'additionalProperties'])
    if (isRecord(schema[keyword]))
      inner.push({
        schema: schema[keyword],
        schemaPath: schemaPath && [...schemaPath, keyword],
        path: [...path, '*'],
      });
  return { properties, inner };
}

/** The text of a scalar without its quotes; all of it when it is not written as it reads. */
export function nameIn(source: string, range: Range, name: string): Range {
  const text = source.slice(range.start, range.end);
  const start = range.start + (/^["']/.test(text) ? 1 : 0);
  return source.startsWith(name, start) ? { start, end: start + name.length } : range;
}

/** Picoschema says with a `?` what is not required; there is no such list in its YAML. */
function requiredPlace(
  { source, frontmatter }: PromptTree,
  { schema, schemaPath, name }: { schema: JsonSchema; schemaPath: SchemaPath; name: string },
): Range | undefined {
  if (!Array.isArray(schema.required)) return undefined;
  const at = frontmatter?.entry([...schemaPath, 'required', schema.required.indexOf(name)])?.value;
  return at && nameIn(source, at, name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
