import { Validator, type Schema } from '@cfworker/json-schema';
import { parseYaml } from '@prompthub/core';
import { z } from 'zod';
import type { AssertionSpec } from '../runner/test-case';
import { AssertionError } from './assertion';
import { TimeLimitError, withinTime } from './time-limit';

const LIMIT_MS = 1000;
const schemaShape = z.union([z.boolean(), z.record(z.string(), z.unknown())]);

/** What a value violates, in words; undefined when it is valid. */
export type SchemaCheck = (value: unknown) => string | undefined;

export type JsonSchemaObject = Readonly<Record<string, unknown>>;

/**
 * Reads the JSON Schema (draft 2020-12) in an assertion's value: a map, or a YAML or JSON text. Undefined without one.
 * The validator interprets the schema: nothing is compiled, so a schema from anyone may be used.
 */
export function schemaCheckOf(spec: AssertionSpec, limitMs = LIMIT_MS): SchemaCheck | undefined {
  const schema = schemaOf(spec);
  return schema === undefined
    ? undefined
    : (candidate) => violationOf(schema, candidate, { type: spec.type, limitMs });
}

export function schemaOf({ type, value }: AssertionSpec): JsonSchemaObject | boolean | undefined {
  if (value === undefined || value === null) return undefined;
  const schema = schemaShape.safeParse(typeof value === 'string' ? yamlValue(value) : value);
  if (!schema.success) throw new AssertionError(`The value of "${type}" must be a JSON Schema.`);
  return schema.data;
}

function yamlValue(text: string): unknown {
  const { value, problems } = parseYaml(text, 0);
  return problems.length === 0 ? value : undefined;
}

/** What a value violates, in words. `type` is the assertion that asks. */
export function violationOf(
  schema: Schema | boolean,
  value: unknown,
  { type = 'json-distance', limitMs = LIMIT_MS } = {},
): string | undefined {
  try {
    const validate = () => new Validator(schema, '2020-12').validate(value);
    const { valid, errors } = mayTakeLong(schema) ? withinTime(validate, limitMs) : validate();
    if (valid) return undefined;
    // The outer errors come first and only say that something inside is wrong.
    const inner = errors.at(-1);
    return inner ? `at ${inner.instanceLocation}: ${inner.error}` : 'it does not fit the schema';
  } catch (error) {
    if (error instanceof TimeLimitError)
      throw new AssertionError(`The schema of "${type}" took more than ${limitMs} ms.`);
    throw new AssertionError(
      `The schema of "${type}" cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Looked through for each item of a long list, longer ones take their time: an enumeration of ten thousand. UTF-16 units. */
const SHORT = 20_000;

/** Patterns, pairs of items, and parts that are used several times, which may use others several times. The watchdog costs a thread. */
function mayTakeLong(schema: Schema | boolean): boolean {
  const text = JSON.stringify(schema);
  return text.length > SHORT || /"(?:pattern|uniqueItems|\$(?:dynamicR|recursiveR|r)ef)/.test(text);
}
