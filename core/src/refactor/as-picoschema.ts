import type { JsonSchema } from '../options';
import { isScalarType, WILDCARD } from '../syntax/picoschema-words';

/**
 * JSON Schema in Picoschema's words, as well as they can say it: whoever takes the result must look whether it means the same.
 */
export function asPicoschema(schema: JsonSchema): unknown {
  const type = typeOf(schema, false);
  if (type === 'object') return properties(schema);
  if (type === 'array') return { '(array)': asPicoschema(record(schema.items)) };
  return withDescription(typeof type === 'string' && isScalarType(type) ? type : 'any', schema.description);
}

function properties(schema: JsonSchema): Record<string, unknown> {
  const required = new Set(Array.isArray(schema.required) ? (schema.required as unknown[]) : []);
  const own = Object.entries(record(schema.properties)).map(([name, child]) =>
    property(name, record(child), !required.has(name)),
  );
  const rest = schema.additionalProperties;
  return Object.fromEntries([...own, ...(isRecord(rest) ? [[WILDCARD, asPicoschema(rest)] as const] : [])]);
}

function property(
  name: string,
  schema: JsonSchema,
  optional: boolean,
): readonly [key: string, value: unknown] {
  const head = optional ? `${name}?` : name;
  const key = (kind: string): string => `${head}(${withDescription(kind, schema.description)})`;
  if (Array.isArray(schema.enum)) {
    const choices = schema.enum as unknown[];
    return [key('enum'), optional && choices.at(-1) === null ? choices.slice(0, -1) : choices];
  }
  const type = typeOf(schema, optional);
  if (type === 'array') return [key('array'), asPicoschema(record(schema.items))];
  if (type === 'object') return [key('object'), properties(schema)];
  return [head, asPicoschema({ ...schema, type })];
}

/** Picoschema's optional properties may be null. */
function typeOf({ type }: JsonSchema, optional: boolean): unknown {
  if (!optional || !Array.isArray(type)) return type;
  const names = (type as unknown[]).filter((name) => name !== 'null');
  return names.length === 1 ? names[0] : type;
}

function withDescription(word: string, description: unknown): string {
  return typeof description === 'string' ? `${word}, ${description}` : word;
}

function record(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
