import type { JsonSchema } from '../options';
import { keyProblems, scalarProblem, topLevelProblems } from './picoschema-problems';
import { isScalarType, parseKey, splitDescription, WILDCARD } from './picoschema-words';

export interface PicoschemaOptions {
  /** Finds named schemas. A name that it does not know stays in `unresolved` and stands for "anything". */
  readonly resolve?: (name: string) => JsonSchema | null | undefined;
}

/** Something wrong in a schema, placed by its YAML path (relative to the schema). */
export interface PicoschemaProblem {
  readonly path: SchemaPath;
  readonly part: 'key' | 'value';
  /** `error`: Dotprompt refuses the prompt, or the schema is no JSON Schema. `warning`: surely not what was meant. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix?: PicoschemaFix;
}

export interface PicoschemaFix {
  readonly title: string;
  /** New texts (not yet YAML) of the key or the value at `path`. */
  readonly key?: string;
  readonly value?: string;
}

export type SchemaPath = readonly (string | number)[];

export interface PicoschemaResult {
  /** `null` for an absent schema, as in Dotprompt. */
  readonly schema: JsonSchema | null;
  readonly problems: readonly PicoschemaProblem[];
  /** Named schemas that nobody knows (or no `resolve` was given), with the places that name them. */
  readonly unresolved: readonly { readonly name: string; readonly path: SchemaPath }[];
  /** Where each property's schema was written. Inside of passed-through JSON Schema the path is the schema's own. */
  readonly origins: ReadonlyMap<JsonSchema, SchemaPath>;
}

const MAX_DEPTH = 100;

/**
 * Turns Picoschema, as it came out of the YAML, into JSON Schema. On valid input the result equals that of Dotprompt
 * 1.1.2; a map with JSON Schema's `type` or `properties` passes through. Never throws.
 */
export function picoschemaToJsonSchema(value: unknown, options: PicoschemaOptions = {}): PicoschemaResult {
  const reading = new Reading(options);
  const schema = reading.root(value);
  return { schema, problems: reading.problems, unresolved: reading.unresolved, origins: reading.origins };
}

class Reading {
  readonly problems: PicoschemaProblem[] = [];
  readonly unresolved: { name: string; path: SchemaPath }[] = [];
  readonly origins = new Map<JsonSchema, SchemaPath>();
  readonly #resolve: NonNullable<PicoschemaOptions['resolve']>;

  constructor({ resolve }: PicoschemaOptions) {
    this.#resolve = resolve ?? (() => undefined);
  }

  root(value: unknown): JsonSchema | null {
    if (!value) return null;
    this.problems.push(...topLevelProblems(value));
    if (typeof value === 'string') {
      const { type, description } = splitDescription(value);
      return isScalarType(type) ? withDescription({ type }, description) : this.#named(value, []);
    }
    if (isMap(value)) {
      if (isScalarType(value.type) || value.type === 'object' || value.type === 'array') return value;
      if (typeof value.properties === 'object') return { ...value, type: 'object' };
    }
    return this.#schema(value, []);
  }

  #schema(value: unknown, path: SchemaPath): JsonSchema {
    if (typeof value === 'string') return this.#scalar(value, path);
    if (Array.isArray(value)) {
      return this.#refuse(
        path,
        'A list is no schema. Write `name(enum): […]` for choices, `name(array): type` for lists.',
      );
    }
    if (value !== null && !isMap(value)) {
      return this.#refuse(
        path,
        `A schema is a type such as \`string\`, or a map of properties; this is a ${typeof value}.`,
      );
    }
    if (path.length > MAX_DEPTH)
      return this.#refuse(path, `This schema is nested more than ${MAX_DEPTH} levels deep.`);
    if (value === null && path.length > 0) {
      const message = 'Without a type this is an empty object. Write `string`, `any` or another type.';
      this.problems.push({
        path,
        part: 'key',
        severity: 'warning',
        message,
        fix: { title: 'Change to any', value: 'any' },
      });
    }
    return this.#object(value ?? {}, path);
  }

  #object(map: Readonly<Record<string, unknown>>, path: SchemaPath): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    let additionalProperties: JsonSchema | false = false;
    for (const [key, value] of Object.entries(map)) {
      const at = [...path, key];
      if (key === WILDCARD) {
        additionalProperties = this.#schema(value, at);
        continue;
      }
      const { name, optional } = parseKey(key);
      if (!optional) required.push(name);
      const property = { ...this.#property(key, value, at) };
      this.origins.set(property, at);
      Object.defineProperty(properties, name, {
        value: property,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties };
  }

  #property(key: string, value: unknown, path: SchemaPath): JsonSchema {
    const { optional, kind, description } = parseKey(key);
    this.problems.push(...keyProblems(key, value, path));
    switch (kind) {
      case undefined: {
        const schema = this.#schema(value, path);
        return optional && typeof schema.type === 'string'
          ? { ...schema, type: [schema.type, 'null'] }
          : schema;
      }
      case 'array': {
        const items = this.#schema(value, path);
        return withDescription({ type: optional ? ['array', 'null'] : 'array', items }, description);
      }
      case 'object': {
        const schema = this.#schema(value, path);
        const nullable = optional ? { ...schema, type: [schema.type, 'null'] } : schema;
        return withDescription(nullable, description);
      }
      case 'enum': {
        const choices: unknown[] = Array.isArray(value) ? (value as unknown[]) : [value];
        const nullable = optional && !choices.includes(null) ? [...choices, null] : choices;
        return withDescription({ enum: nullable }, description);
      }
      default:
        return {};
    }
  }

  #scalar(text: string, path: SchemaPath): JsonSchema {
    const { type, description } = splitDescription(text);
    if (type === 'any') return withDescription({}, description);
    return isScalarType(type) ? withDescription({ type }, description) : this.#named(text, path);
  }

  #named(text: string, path: SchemaPath): JsonSchema {
    const { type: name, description } = splitDescription(text);
    const known = this.#resolve(name);
    if (known) return withDescription(known, description);
    const problem = scalarProblem(text, path);
    if (problem) this.problems.push(problem);
    else this.unresolved.push({ name, path });
    return withDescription({}, description);
  }

  #refuse(path: SchemaPath, message: string): JsonSchema {
    this.problems.push({ path, part: 'value', severity: 'error', message });
    return {};
  }
}

function withDescription(schema: JsonSchema, description: string | undefined): JsonSchema {
  return description ? { ...schema, description } : schema;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
