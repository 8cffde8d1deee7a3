import { declaredNames } from '@prompthub/core';
import { shapeAt, type YamlShape } from '../language/frontmatter-keys';
import { jsonSchemaShape } from '../language/json-schema-keys';
import { CompletionItemKind, escapeSnippet, type Candidate } from './candidate';
import { asMap, newLine, otherKeys, valueAt, type Step, type YamlQuestion } from './yaml-question';

const TYPES = ['string', 'number', 'integer', 'boolean', 'any', 'null'];
const JSON_TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

/** A place in a schema: where the schema begins, and the way from there. */
export interface SchemaPlace {
  readonly start: readonly Step[];
  readonly rest: readonly Step[];
  readonly isJsonSchema: boolean;
}

/** Undefined for a path that leads into no schema. */
export function schemaPlace({ root, value, at: { path } }: YamlQuestion): SchemaPlace | undefined {
  for (let length = 1; length <= path.length; length++) {
    const start = path.slice(0, length);
    if (shapeAt(root, start)?.source !== 'picoschema') continue;
    return { start, rest: path.slice(length), isJsonSchema: isJsonSchema(valueAt(value, start)) };
  }
  return undefined;
}

/** As Dotprompt decides it: by the top of the schema alone. */
function isJsonSchema(schema: unknown): boolean {
  const { type, properties } = asMap(schema);
  return JSON_TYPES.some((each) => each === type) || typeof properties === 'object';
}

/** Shape of a place in a JSON Schema; undefined in Picoschema. */
export function jsonSchemaAt({ rest, isJsonSchema }: SchemaPlace): YamlShape | undefined {
  return isJsonSchema ? shapeAt(jsonSchemaShape, rest) : undefined;
}

/** New properties: whole ones to fill in, and names that the template uses and nothing declares. */
export function propertyCandidates(question: YamlQuestion, place: SchemaPlace): Candidate[] {
  const { at } = question;
  const paren = at.word.indexOf('(');
  if (paren >= 0) return modifiers(question, paren);
  if (at.hasColon) return [];
  const names =
    place.start[0] === 'input' && place.rest.length === 0 ? (question.prompt?.undeclared() ?? []) : [];
  return [
    ...names.map((name): Candidate => ({
      label: name,
      kind: CompletionItemKind.Variable,
      detail: 'used in the template',
      insert: `${escapeSnippet(name)}: \${1|${TYPES.slice(0, 4).join(',')}|}`,
      snippet: true,
      range: at.replace,
      rank: 0,
    })),
    ...Object.entries(PROPERTIES).map(([label, [block, flow]]): Candidate => ({
      label,
      kind: CompletionItemKind.Snippet,
      insert: at.flow ? flow : block.replaceAll('\n', newLine(question)),
      snippet: true,
      range: at.replace,
      rank: 1,
    })),
    ...(place.rest.length === 0 && otherKeys(question).size === 0 ? [jsonSchemaBeginning(question)] : []),
  ];
}

/** In a block, where a comma begins a description; between braces, where it would end the property. */
const PROPERTIES: Readonly<Record<string, readonly [block: string, flow: string]>> = {
  'text property': ['${1:name}: string, ${2:what it is}', '${1:name}: string'],
  'optional property': ['${1:name}?: string, ${2:what it is}', '${1:name}?: string'],
  'list property': [
    '${1:name}(array, ${2:what it is}): ${3|string,number,integer,boolean|}',
    '${1:name}(array): ${2|string,number,integer,boolean|}',
  ],
  'choice property': [
    '${1:name}(enum, ${2:what it is}): [${3:one}, ${4:other}]',
    '${1:name}(enum): [${2:one}, ${3:other}]',
  ],
  'object property': [
    '${1:name}(object, ${2:what it is}):\n  ${3:key}: string',
    '${1:name}(object): { ${2:key}: string }',
  ],
  'any other property': ['(*): ${1|string,number,any|}', '(*): ${1|string,number,any|}'],
};

function jsonSchemaBeginning(question: YamlQuestion): Candidate {
  const line = newLine(question);
  const block = `type: object${line}properties:${line}  \${1:name}: { type: string }`;
  return {
    label: 'type: object',
    kind: CompletionItemKind.Snippet,
    detail: 'JSON Schema',
    insert: question.at.flow ? 'type: object, properties: { ${1:name}: { type: string } }' : block,
    snippet: true,
    range: question.at.replace,
    rank: 3,
  };
}

/** In `tags(…`: what may stand between the parentheses. */
function modifiers({ at }: YamlQuestion, paren: number): Candidate[] {
  if (at.word.includes(',', paren)) return [];
  const range = { start: at.replace.start + paren + 1, end: at.replace.end };
  const values = {
    array: '${1|string,number,integer,boolean|}',
    object: '{ ${1:key}: string }',
    enum: '[${1:one}, ${2:other}]',
  };
  const found = Object.entries(values).map(([label, value]): Candidate => ({
    label,
    kind: CompletionItemKind.Keyword,
    insert: at.hasColon ? `${label})` : `${label}): ${value}`,
    snippet: !at.hasColon,
    range,
    rank: 0,
  }));
  if (paren > 0) return found;
  const rest = { label: '*', kind: CompletionItemKind.Keyword, detail: 'any other property', rank: 0 };
  return [{ ...rest, insert: at.hasColon ? '*)' : '*): ${1|string,any|}', snippet: !at.hasColon, range }];
}

/** The types that a property may have. */
export function typeCandidates({ at, value }: YamlQuestion): Candidate[] {
  // Behind the comma stands a description.
  if (at.word.includes(',')) return [];
  const key = String(at.path.at(-1));
  const item = (label: string, insert?: string): Candidate => ({
    label,
    kind: insert === undefined ? CompletionItemKind.TypeParameter : CompletionItemKind.Snippet,
    ...(insert !== undefined && { insert, snippet: true }),
    range: at.replace,
    rank: insert === undefined ? 0 : 2,
  });
  if (/\(\s*enum\b/.test(key)) return at.word === '' ? [item('[…]', '[${1:one}, ${2:other}]')] : [];
  const object = at.word === '' ? [item('{…}', '{ ${1:key}: string }')] : [];
  if (/\(\s*object\b/.test(key)) return object;
  const schemas = declaredNames({ value: asMap(value) }, 'schemas').map((name) => ({
    ...item(name),
    kind: CompletionItemKind.Class,
    rank: 1,
  }));
  const nested = /\(\s*array\b/.test(key) || at.path.at(-1) === 'schema' ? object : [];
  return [...TYPES.map((type) => item(type)), ...schemas, ...nested];
}
