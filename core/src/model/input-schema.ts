import type { JsonSchema } from '../options';
import { picoschemaToJsonSchema, type SchemaPath } from '../syntax/picoschema';
import type { Range } from '../syntax/positions';
import type { Frontmatter } from '../syntax/tree';
import { propertiesOf, typeNames, type Type } from './schema-types';

/** A value that a template can name, with the place where it was declared. */
export interface Variable {
  readonly type: Type;
  /** The key in the frontmatter, or the name between the pipes. */
  readonly declaration?: Range | undefined;
  /** YAML path of the value's schema from the root of the frontmatter, where there is one. */
  readonly path?: SchemaPath | undefined;
}

/** A variable that the prompt takes from outside. */
export interface InputVariable extends Variable {
  readonly name: string;
  readonly description: string | undefined;
  readonly optional: boolean;
}

/** The prompt's `input`, as far as the frontmatter declares it. */
export interface InputSchema {
  /** The whole input; undefined when nothing is declared, and every name is allowed. */
  readonly type: Type;
  readonly variables: ReadonlyMap<string, InputVariable>;
  /** Values of `input.default`. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The place of a property's schema below a variable. */
  locate(schema: Type, parent: SchemaPath | undefined, name: string): Pick<Variable, 'path' | 'declaration'>;
}

const ROOT: SchemaPath = ['input', 'schema'];

/** Reads `input.schema` and `input.default`. Named schemas count as "anything". */
export function readInputSchema(
  frontmatter: Frontmatter | undefined,
  resolve?: (name: string) => JsonSchema | null | undefined,
): InputSchema {
  const input = asRecord(frontmatter?.value.input);
  const { schema, origins } = picoschemaToJsonSchema(input.schema, resolve ? { resolve } : {});
  const type = schema !== null && typeNames(schema)?.has('object') ? schema : undefined;
  const locate: InputSchema['locate'] = (child, parent, name) => {
    const origin = child && origins.get(child);
    const path = origin ? [...ROOT, ...origin] : parent && [...parent, 'properties', name];
    const declaration = path && frontmatter?.entry(path)?.key;
    return declaration ? { path, declaration } : {};
  };
  const required = new Set<unknown>(Array.isArray(type?.required) ? type.required : []);
  const variables = new Map(
    propertiesOf(type).map(([name, child]): [string, InputVariable] => {
      // `propertiesOf` drops empty schemas; their origin is known by the object alone.
      const original = asRecord(asRecord(type?.properties)[name]);
      const description = typeof original.description === 'string' ? original.description : undefined;
      const place = locate(original, ROOT, name);
      return [name, { name, type: child, description, optional: !required.has(name), ...place }];
    }),
  );
  return { type, variables, defaults: asRecord(input.default), locate };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
