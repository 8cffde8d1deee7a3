import { propertiesOf, typeNames, type Type } from './schema-types';

/** Where a value is not what its schema says. Paths lead from the value. */
export type Violation =
  | { readonly kind: 'type'; readonly path: ValuePath; readonly type: Type; readonly value: unknown }
  | { readonly kind: 'unknown'; readonly path: ValuePath; readonly known: readonly string[] }
  | { readonly kind: 'missing'; readonly path: ValuePath; readonly name: string; readonly type: Type };

type ValuePath = readonly (string | number)[];

const MAX_VIOLATIONS = 100;
/** What says more than a list of properties does is left to those who validate in full. */
const COMBINATIONS = ['$ref', 'anyOf', 'oneOf', 'allOf', 'not', 'if'];

/**
 * Compares a value with the types, choices and properties of a schema. What it finds is certain; ranges, patterns and
 * combinations of schemas are passed over.
 */
export function violationsOf(value: unknown, type: Type): readonly Violation[] {
  const found: Violation[] = [];
  compare({ value, type, path: [] }, found);
  return found;
}

interface Place {
  readonly value: unknown;
  readonly type: Type;
  readonly path: ValuePath;
}

function compare({ value, type, path }: Place, found: Violation[]): void {
  if (found.length >= MAX_VIOLATIONS || path.length > 100) return;
  if (type === undefined || COMBINATIONS.some((keyword) => keyword in type)) return;
  if (!isOf(value, type)) found.push({ kind: 'type', path, type, value });
  else if (Array.isArray(value)) {
    const items: unknown = type.items;
    if (isMap(items))
      value.forEach((item, index) => compare({ value: item, type: items, path: [...path, index] }, found));
  } else if (isMap(value)) compareMap({ value, type, path }, found);
}

function compareMap(
  { value, type, path }: Place & { value: Readonly<Record<string, unknown>> },
  found: Violation[],
): void {
  const properties = new Map(propertiesOf(type));
  const rest: unknown = type?.additionalProperties;
  for (const [name, inner] of Object.entries(value)) {
    const at = [...path, name];
    if (properties.has(name)) compare({ value: inner, type: properties.get(name), path: at }, found);
    else if (isMap(rest)) compare({ value: inner, type: rest, path: at }, found);
    else if (rest === false && type && !('patternProperties' in type))
      found.push({ kind: 'unknown', path: at, known: [...properties.keys()] });
  }
  const required: readonly unknown[] = Array.isArray(type?.required) ? type.required : [];
  for (const [name, inner] of properties)
    if (required.includes(name) && !Object.hasOwn(value, name))
      found.push({ kind: 'missing', path, name, type: inner });
}

function isOf(value: unknown, type: NonNullable<Type>): boolean {
  const choices: readonly unknown[] | undefined = Array.isArray(type.enum)
    ? type.enum
    : 'const' in type
      ? [type.const]
      : undefined;
  // Whether two lists or maps are equal is not for us to say.
  if (choices) return choices.includes(value) || (isComposite(value) && choices.some(isComposite));
  if (value === null) return type.type === undefined || [type.type].flat().includes('null');
  const names = typeNames(type);
  if (names === undefined || names.has('any')) return true;
  if (Array.isArray(value)) return names.has('array');
  if (typeof value === 'number')
    return names.has('number') || (names.has('integer') && Number.isInteger(value));
  return names.has(typeof value);
}

function isComposite(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
