import { declaredNames, rules } from '@prompthub/core';
import type { Context } from '../context';
import { shapeAt, type YamlShape } from '../language/frontmatter-keys';
import { fileNameOf } from '../uri';
import { CompletionItemKind, type Candidate } from './candidate';
import { jsonSchemaAt, propertyCandidates, schemaPlace, typeCandidates } from './schema-candidates';
import {
  assertionCandidates,
  assertionValue,
  inputTypeAt,
  typedValues,
  valueKeys,
  wholeTest,
} from './test-candidates';
import { asMap, newLine, otherKeys, valueAt, type YamlQuestion } from './yaml-question';

/** What can be written at the cursor in frontmatter or in a tests file. */
export function yamlCandidates(context: Context, question: YamlQuestion): Candidate[] {
  const inComment = /(?:^|\s)#[^'"]*$/.test(question.at.word);
  if (inComment) return [];
  return question.at.kind === 'key' ? keyCandidates(context, question) : valueCandidates(context, question);
}

function keyCandidates(context: Context, question: YamlQuestion): Candidate[] {
  const { at, root } = question;
  const schema = schemaPlace(question);
  if (schema && !schema.isJsonSchema) return propertyCandidates(question, schema);
  const inputs = inputTypeAt(question);
  if (inputs) return valueKeys(question, inputs.type);
  const shape = schema ? jsonSchemaAt(schema) : shapeAt(root, at.path);
  if (shape?.source === 'rules') return ruleKeys(question);
  const found = plainKeys(question, shape);
  if (shape?.keys?.assert && shape.keys.type === undefined) return [...testStart(question), ...found];
  if (shape?.items?.keys?.assert && at.word === '') return [wholeTest(question, false), ...found];
  const isAssertion = shape?.keys?.type?.source === 'assertions' && otherKeys(question).size === 0;
  return isAssertion ? [...assertionCandidates(context, question), ...found] : found;
}

/** A test that has only its dash. */
function testStart(question: YamlQuestion): Candidate[] {
  const { at } = question;
  return at.flow || otherKeys(question).size > 0 || typeof at.path.at(-1) !== 'number'
    ? []
    : [wholeTest(question, true)];
}

function plainKeys(question: YamlQuestion, shape: YamlShape | undefined): Candidate[] {
  const others = otherKeys(question);
  const provider = providerOf(question);
  return Object.entries(shape?.keys ?? {})
    .filter(
      ([name, { providers }]) =>
        !others.has(name) && (!providers || !provider || providers.includes(provider)),
    )
    .map(([name, inner], index) => keyCandidate(question, { name, inner, rank: index < 10 ? 0 : 1 }));
}

function providerOf({ value }: YamlQuestion): string | undefined {
  const { model } = asMap(value);
  const [provider, id] = typeof model === 'string' ? model.split('/', 2) : [];
  return id === undefined || !KNOWN_PROVIDERS.has(provider ?? '') ? undefined : provider;
}

/** Those whose settings we know; any other may know them all. */
const KNOWN_PROVIDERS: ReadonlySet<string> = new Set([
  'openai',
  'azure',
  'anthropic',
  'googleai',
  'vertexai',
]);

function keyCandidate(
  question: YamlQuestion,
  { name, inner, rank }: { name: string; inner: YamlShape; rank: number },
): Candidate {
  const { at } = question;
  const base = {
    label: name,
    kind: CompletionItemKind.Property,
    documentation: inner.description,
    range: at.replace,
    rank,
  };
  if (at.hasColon) return base;
  if (at.flow) return { ...base, insert: `${name}: ` };
  const line = newLine(question);
  if (inner.items) return { ...base, insert: `${name}:${line}  - $0`, snippet: true };
  const nested = inner.keys ?? inner.rest ?? (inner.source === 'inputs' || inner.source === 'picoschema');
  return nested
    ? { ...base, insert: `${name}:${line}  $0`, snippet: true }
    : { ...base, insert: `${name}: ` };
}

function ruleKeys(question: YamlQuestion): Candidate[] {
  const { at } = question;
  const others = otherKeys(question);
  return rules
    .filter(({ meta }) => !others.has(meta.code))
    .map(({ meta }) => ({
      label: meta.code,
      kind: CompletionItemKind.Property,
      documentation: meta.summary,
      insert: at.hasColon ? meta.code : `${meta.code}: `,
      range: at.replace,
      rank: 0,
    }));
}

function valueCandidates(context: Context, question: YamlQuestion): Candidate[] {
  const { at, root, value } = question;
  const item = (label: string, kind: CompletionItemKind, rank = 0): Candidate => ({
    label,
    kind,
    range: at.replace,
    rank,
  });
  const schema = schemaPlace(question);
  if (schema && !schema.isJsonSchema) return typeCandidates(question);
  if (schema && schema.rest.at(-2) === 'required')
    return propertyNames(question).map((name) => item(name, CompletionItemKind.Variable));
  const inputs = inputTypeAt(question);
  if (inputs) return typedValues(question, inputs.type);
  const shape = schema ? jsonSchemaAt(schema) : shapeAt(root, at.path);
  if (shape?.values)
    return shape.values.map((each, index) => item(each, CompletionItemKind.EnumMember, index));
  if (shape?.keys?.type?.source === 'assertions') return assertionCandidates(context, question);
  switch (shape?.source) {
    case 'models':
      return modelCandidates(context, question);
    case 'assertions':
      return assertionCandidates(context, question);
    case 'assertion-value':
      return assertionValue(question);
    case 'tools':
      return toolNames(value).map((name) => item(name, CompletionItemKind.Function));
    case 'variants':
      return variantNames(context, question).map((name) => item(name, CompletionItemKind.Value));
    default:
      return [];
  }
}

function modelCandidates({ knowledge, workspace }: Context, { at, prompt }: YamlQuestion): Candidate[] {
  const base = { kind: CompletionItemKind.Value, range: at.replace };
  const endpoints = prompt ? Object.keys(workspace.linkOf(prompt.uri)?.endpoints ?? {}) : [];
  const models = (knowledge.models ?? []).map(({ id, provider }) => `${provider}/${id}`);
  return [
    ...models.map((name): Candidate => ({ ...base, label: name, topic: { kind: 'model', name }, rank: 0 })),
    ...[...endpoints, 'ollama', 'vscode'].map((name) => ({ ...base, label: `${name}/`, rank: 1 })),
  ];
}

/** Tools that the prompt defines, and those that the host is said to register. */
function toolNames(value: unknown): string[] {
  const { toolDefs } = asMap(value);
  const own = Array.isArray(toolDefs) ? toolDefs.map((tool) => asMap(tool).name) : [];
  const declared = declaredNames({ value: asMap(value) }, 'tools');
  return [...new Set([...own.filter((name) => typeof name === 'string'), ...declared])];
}

/** In `required` of a JSON Schema: the properties beside it. */
function propertyNames({ at, value }: YamlQuestion): string[] {
  const owner = asMap(valueAt(value, at.path.slice(0, -2)));
  const listed: readonly unknown[] = Array.isArray(owner.required) ? owner.required : [];
  return Object.keys(asMap(owner.properties)).filter((name) => !listed.includes(name));
}

/** This file's own variant, and those of its siblings: `reply.formal.prompt` is the variant `formal` of `reply`. */
function variantNames({ workspace }: Context, { prompt }: YamlQuestion): string[] {
  const base = prompt && fileNameOf(prompt.uri).split('.')[0];
  const variants = workspace.prompts().flatMap((uri) => {
    const parts = fileNameOf(uri).split('.');
    return parts.length === 3 && parts[0] === base && parts[1] ? [parts[1]] : [];
  });
  return [...new Set(variants)].sort();
}
