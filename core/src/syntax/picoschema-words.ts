/** Picoschema's scalar types; any other word names a schema. */
export const SCALAR_TYPES = ['any', 'boolean', 'integer', 'null', 'number', 'string'] as const;

/** What may stand in parentheses behind a property's name. */
export const KINDS = ['array', 'object', 'enum'] as const;

/** The key whose schema holds for all properties that have no key of their own. */
export const WILDCARD = '(*)';

export function isScalarType(value: unknown): boolean {
  return SCALAR_TYPES.some((type) => type === value);
}

/** `string, who asks` → the type and what it is for. Blanks before the comma belong to the type, as in Dotprompt. */
export function splitDescription(text: string): { type: string; description: string | undefined } {
  const comma = text.indexOf(',');
  if (comma < 0) return { type: text, description: undefined };
  return { type: text.slice(0, comma), description: text.slice(comma + 1).replace(/^ +/, '') || undefined };
}

/** The parts of a property's key: `tags?(array, what it is about)`. */
export interface PicoschemaKey {
  readonly name: string;
  readonly optional: boolean;
  /** The word in the parentheses; undefined when there are none. */
  readonly kind: string | undefined;
  readonly description: string | undefined;
}

export function parseKey(key: string): PicoschemaKey {
  const [before = '', inside] = key.split('(');
  const optional = before.endsWith('?');
  const name = optional ? before.slice(0, -1) : before;
  if (!inside) return { name, optional, kind: undefined, description: undefined };
  // Dotprompt cuts off the last character, whatever it is.
  const { type, description } = splitDescription(inside.slice(0, -1));
  return { name, optional, kind: type, description };
}
