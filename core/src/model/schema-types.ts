import type { JsonSchema } from '../options';

/** A schema, or `undefined` for "anything at all". */
export type Type = JsonSchema | undefined;

/** What looking a name up in a type gives. `missing` is certain: no value of the type has that name. */
export type Member = { readonly found: true; readonly type: Type } | { readonly found: false };

const ANYTHING: Member = { found: true, type: undefined };
const MISSING: Member = { found: false };

/** The JSON types that a value may have, without `null`; undefined when the schema does not say. */
export function typeNames(type: Type): ReadonlySet<string> | undefined {
  if (type === undefined) return undefined;
  const declared = type.type;
  if (typeof declared === 'string') return new Set([declared]);
  if (Array.isArray(declared))
    return new Set(declared.filter((name): name is string => typeof name === 'string' && name !== 'null'));
  const choices = Array.isArray(type.enum)
    ? (type.enum as unknown[])
    : 'const' in type
      ? [type.const]
      : undefined;
  if (choices) return new Set(choices.map(jsonTypeOf).filter((name) => name !== 'null'));
  return isRecord(type.properties) ? new Set(['object']) : undefined;
}

/** The property `name` of a value. */
export function memberOf(type: Type, name: string): Member {
  const names = typeNames(type);
  if (type === undefined || names === undefined) return ANYTHING;
  let result: Member = MISSING;
  for (const each of names) {
    const member = memberOfOne(type, each, name);
    if (member.found) {
      if (member.type !== undefined) return member;
      result = member;
    }
  }
  return result;
}

function memberOfOne(type: JsonSchema, typeName: string, name: string): Member {
  const index = /^\d+$/.test(name);
  switch (typeName) {
    case 'object':
      return propertyOf(type, name);
    case 'array':
      if (name === 'length') return { found: true, type: { type: 'integer' } };
      return index ? { found: true, type: itemsOf(type) } : MISSING;
    case 'string':
      if (name === 'length') return { found: true, type: { type: 'integer' } };
      return index ? { found: true, type: { type: 'string' } } : MISSING;
    case 'any':
      return ANYTHING;
    default:
      return MISSING;
  }
}

function propertyOf(type: JsonSchema, name: string): Member {
  const properties = type.properties;
  if (isRecord(properties) && Object.hasOwn(properties, name)) {
    return { found: true, type: asSchema(properties[name]) };
  }
  const rest = type.additionalProperties;
  if (rest === true || isRecord(rest)) return { found: true, type: asSchema(rest) };
  const open =
    !isRecord(properties) ||
    ['patternProperties', 'anyOf', 'oneOf', 'allOf', '$ref'].some((key) => key in type);
  return open ? ANYTHING : MISSING;
}

/** The properties of an object type, by name. */
export function propertiesOf(type: Type): readonly [name: string, type: Type][] {
  const properties = type?.properties;
  if (!isRecord(properties)) return [];
  return Object.entries(properties).map(([name, schema]) => [name, asSchema(schema)]);
}

/** The type of the elements when something is looped over: an array's items, an object's values. */
export function elementOf(type: Type): Type {
  const names = typeNames(type);
  if (type === undefined || names === undefined) return undefined;
  if (names.has('array')) return itemsOf(type);
  const rest = type.additionalProperties;
  return names.has('object') && propertiesOf(type).length === 0 && isRecord(rest) ? rest : undefined;
}

/** A type in a few words, for people: `string`, `list of object`, `"a" | "b"`, `any`. */
export function describeType(type: Type): string {
  if (type === undefined) return 'any';
  if (Array.isArray(type.enum))
    return (type.enum as unknown[]).map((choice) => JSON.stringify(choice) ?? '?').join(' | ');
  const names = typeNames(type);
  if (names === undefined) return 'any';
  if (names.has('array')) return `list of ${describeType(itemsOf(type))}`;
  return [...names].join(' | ') || 'null';
}

/** The type that a value shows; undefined for `null` and nothing. */
export function typeOfValue(value: unknown): Type {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return { type: 'array', items: typeOfValue(value[0]) ?? {} };
  if (!isRecord(value)) return { type: jsonTypeOf(value) };
  const properties = Object.entries(value).map(([name, inner]) => [name, typeOfValue(inner) ?? {}]);
  return { type: 'object', properties: Object.fromEntries(properties) as JsonSchema };
}

function itemsOf(type: JsonSchema): Type {
  return asSchema(type.items);
}

function asSchema(value: unknown): Type {
  return isRecord(value) && Object.keys(value).length > 0 ? value : undefined;
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
