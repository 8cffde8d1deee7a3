import type { PicoschemaFix, PicoschemaProblem, SchemaPath } from './picoschema';
import { isScalarType, KINDS, parseKey, SCALAR_TYPES, splitDescription } from './picoschema-words';

/** What people write for a scalar type when they think of another language. */
const ALIASES: Readonly<Record<string, string>> = {
  str: 'string',
  text: 'string',
  char: 'string',
  varchar: 'string',
  int: 'integer',
  int32: 'integer',
  int64: 'integer',
  long: 'integer',
  float: 'number',
  double: 'number',
  decimal: 'number',
  bool: 'boolean',
  nil: 'null',
  none: 'null',
  object: 'any',
  array: 'any',
  map: 'any',
  dict: 'any',
};

const KEYWORDS = new Set(
  (
    '$schema $id $ref $defs $comment definitions type properties required additionalProperties items prefixItems enum ' +
    'const description title default examples format pattern minimum maximum exclusiveMinimum exclusiveMaximum ' +
    'multipleOf minLength maxLength minItems maxItems uniqueItems minProperties maxProperties patternProperties ' +
    'propertyNames anyOf oneOf allOf not if then else nullable deprecated readOnly writeOnly contains'
  ).split(' '),
);

/** What is wrong with a schema as a whole: an `any` that becomes no schema, Picoschema taken for JSON Schema. */
export function topLevelProblems(value: unknown): PicoschemaProblem[] {
  if (typeof value === 'string') {
    const isAny = splitDescription(value).type === 'any';
    if (!isAny) return [];
    return [problem([], 'value', 'error', 'A whole schema cannot be `any`: leave the schema out instead.')];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const map = value as Record<string, unknown>;
  const takenFor = isScalarType(map.type)
    ? 'type'
    : typeof map.properties === 'object'
      ? 'properties'
      : undefined;
  const stranger = Object.keys(map).find((key) => !KEYWORDS.has(key));
  if (takenFor === undefined || stranger === undefined) return [];
  const message =
    `Because of the key \`${takenFor}\` this is read as JSON Schema, where \`${stranger}\` has no meaning. ` +
    `Rename the property \`${takenFor}\`, or write JSON Schema throughout.`;
  return [problem([takenFor], 'key', 'warning', message)];
}

/** A type that is neither known nor a plausible schema name; undefined for one that may well be registered. */
export function scalarProblem(text: string, path: SchemaPath): PicoschemaProblem | undefined {
  const { type, description } = splitDescription(text);
  const word = type.trim();
  const tail = description ? `, ${description}` : '';
  const list = /^(.*?)\s*\[\]$/.exec(word)?.[1];
  if (list !== undefined) {
    const fix = arrayFix(list, description, path);
    return problem(
      path,
      'value',
      'error',
      `Lists are written \`name(array): ${list}\`; \`${word}\` is unknown.`,
      fix,
    );
  }
  if (word.includes('|')) return problem(path, 'value', 'error', 'Choices are written `name(enum): [a, b]`.');
  const scalar = known(word);
  if (scalar !== undefined) {
    const fix = { title: `Change to ${scalar}`, value: scalar + tail };
    return problem(path, 'value', 'error', `There is no type \`${type}\`. Did you mean \`${scalar}\`?`, fix);
  }
  if (/^[\w./:-]+$/.test(type)) return undefined;
  const types = SCALAR_TYPES.join(', ');
  return problem(
    path,
    'value',
    'error',
    `\`${type}\` is no type. Types are ${types}, or the name of a schema.`,
  );
}

/** What is wrong with a property's key, or with its value for what the key says. */
export function keyProblems(key: string, value: unknown, path: SchemaPath): PicoschemaProblem[] {
  const { name, kind } = parseKey(key);
  const tidy = key.replace(/\s+(?=\??\s*\()|\s+(?=\?$)/g, '').replace(/\?\s+\(/, '?(');
  if (kind === undefined) {
    return name.trim() === name && !/[()]/.test(key) ? [] : [untidy(path, key, tidy)];
  }
  const word = kind.trim().toLowerCase();
  if (!KINDS.some((known) => known === kind)) return [unknownKind(path, key, word)];
  if (name.trim() !== name) return [untidy(path, key, tidy)];
  if (key.indexOf('(') !== key.lastIndexOf('(') || !key.endsWith(')')) {
    return [
      problem(path, 'key', 'warning', 'Dotprompt cuts this description off at the second parenthesis.'),
    ];
  }
  if (kind === 'enum' && !Array.isArray(value)) {
    const fix = typeof value === 'string' ? undefined : {};
    return [problem(path, fix ? 'key' : 'value', 'error', 'The choices of an enum are a list: `[a, b]`.')];
  }
  if (kind === 'object' && typeof value === 'string' && isScalarType(splitDescription(value).type)) {
    return [
      problem(path, 'value', 'warning', `\`(object)\` wants a map of properties; this makes it a ${value}.`),
    ];
  }
  return [];
}

function unknownKind(path: SchemaPath, key: string, word: string): PicoschemaProblem {
  const meant = word === 'list' ? 'array' : word === 'map' ? 'object' : word;
  const message = `In parentheses stands \`array\`, \`object\` or \`enum\`, not \`${parseKey(key).kind ?? ''}\`.`;
  const isKind = KINDS.some((known) => known === meant);
  const rest = key.slice(key.indexOf('(') + 1 + (parseKey(key).kind ?? '').length);
  const fixed = `${key.slice(0, key.indexOf('('))}(${meant}${rest.endsWith(')') ? rest : `${rest})`}`;
  return problem(
    path,
    'key',
    'error',
    message,
    isKind ? { title: `Change to ${fixed}`, key: fixed } : undefined,
  );
}

function untidy(path: SchemaPath, key: string, tidy: string): PicoschemaProblem {
  const message = "This blank becomes part of the property's name; templates cannot reach it.";
  return problem(
    path,
    'key',
    'warning',
    message,
    tidy === key ? undefined : { title: `Change to ${tidy}`, key: tidy },
  );
}

function arrayFix(
  item: string,
  description: string | undefined,
  path: SchemaPath,
): PicoschemaFix | undefined {
  const key = path.at(-1);
  if (typeof key !== 'string' || key.includes('(')) return undefined;
  const scalar = known(item) ?? item;
  const newKey = `${key}(array${description ? `, ${description.replaceAll('(', '[').replaceAll(')', ']')}` : ''})`;
  return { title: `Change to ${key}(array): ${scalar}`, key: newKey, value: scalar };
}

function known(word: string): string | undefined {
  const lower = word.toLowerCase();
  return isScalarType(lower) ? lower : ALIASES[lower];
}

function problem(
  path: SchemaPath,
  part: 'key' | 'value',
  severity: 'error' | 'warning',
  ...[message, fix]: [string, PicoschemaFix?]
): PicoschemaProblem {
  return { path, part, severity, message, ...(fix && { fix }) };
}
