import { AssertionError, type Assertion } from './assertion';
import { schemaOf, violationOf, type JsonSchemaObject } from './json-schema-check';
import { parseJson } from './json-text';

/** Schemas that refer to themselves are followed so far where the answer has nothing. */
const MAX_DEPTH = 16;

/**
 * How near the output is to a JSON Schema: the share of the leaves that the schema requires which are there and valid
 * (JSON Schema 2020-12, `required`, `properties`, `items`). A leaf is a required member without required members of its own; of a
 * list each item has its leaves. Where `is-json` says no, this says how far off: a score per field, as slot accuracy is in the
 * evaluation of forms. What is there besides does not count. promptfoo has no such name.
 */
export const jsonDistance: Assertion = {
  type: 'json-distance',
  shape: {
    value: 'schema',
    needsValue: true,
    summary:
      'The share of the leaves required by the JSON Schema that are there and valid reaches `threshold` (default 1). Ours.',
  },
  evaluate(spec, { output, data }) {
    const schema = schemaOf(spec);
    if (typeof schema !== 'object')
      throw new AssertionError('"json-distance" needs a JSON Schema as its value.');
    const { threshold = 1 } = spec;
    const found = data === undefined ? parseJson(output) : { value: data };
    const leaves = leavesOf({ schema, root: schema, path: '' }, found?.value);
    const wrong = found ? leaves.filter(({ problem }) => problem !== undefined) : leaves;
    const score = 1 - wrong.length / leaves.length;
    const named = wrong.slice(0, 5).map(({ path, problem }) => `${path || 'the whole'}: ${problem}`);
    return {
      holds: score >= threshold,
      score,
      expectation: `to have ${Math.round(threshold * 100)} % of what the schema requires`,
      detail: found
        ? `it has ${leaves.length - wrong.length} of ${leaves.length}${named.length > 0 ? ` (${named.join('; ')})` : ''}`
        : 'it is not JSON',
      expected: JSON.stringify(schema, null, 2),
      actual: output,
    };
  },
};

interface Place {
  readonly schema: JsonSchemaObject;
  readonly root: JsonSchemaObject;
  /** A JSON pointer; empty for the whole. */
  readonly path: string;
  readonly depth?: number;
}

interface Leaf {
  readonly path: string;
  /** Undefined when it is there and valid. */
  readonly problem: string | undefined;
}

function leavesOf(place: Place, value: unknown): Leaf[] {
  const { root, path, depth = 0 } = place;
  const schema = resolved(place.schema, root);
  const inner = (name: string, below: JsonSchemaObject, found: unknown): Leaf[] =>
    leavesOf({ schema: below, root, path: `${path}/${name}`, depth: depth + 1 }, found);
  const members = depth < MAX_DEPTH ? requiredMembers(schema) : [];
  if (members.length > 0) {
    const map = isMap(value) ? value : {};
    return members.flatMap(([name, below]) =>
      inner(name, below, Object.hasOwn(map, name) ? map[name] : undefined),
    );
  }
  const { items } = schema;
  if (
    isMap(items) &&
    Array.isArray(value) &&
    value.length > 0 &&
    requiredMembers(resolved(items, root)).length > 0
  )
    return value.flatMap((item: unknown, index) => inner(String(index), items, item));
  if (value === undefined) return [{ path, problem: 'is missing' }];
  // References in it are read against the whole.
  const { $defs, definitions } = root;
  return [{ path, problem: violationOf({ ...schema, $defs, definitions }, value) }];
}

function requiredMembers({ required, properties }: JsonSchemaObject): [string, JsonSchemaObject][] {
  if (!Array.isArray(required)) return [];
  const schemas = isMap(properties) ? properties : {};
  return required.map((name: unknown) => {
    const below = schemas[String(name)];
    return [String(name), isMap(below) ? below : {}];
  });
}

/** What a reference within the schema points to; anything else stays as it is. */
function resolved(schema: JsonSchemaObject, root: JsonSchemaObject): JsonSchemaObject {
  const { $ref } = schema;
  if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return schema;
  const steps = $ref
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const target = steps.reduce<unknown>((at, step) => (isMap(at) ? at[step] : undefined), root);
  return isMap(target) ? target : schema;
}

function isMap(value: unknown): value is JsonSchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
