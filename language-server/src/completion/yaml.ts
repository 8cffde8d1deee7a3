import { describeType } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { shapeAt, type YamlShape } from '../language/frontmatter-keys';
import { inputsOf, type Input } from '../language/names';
import type { YamlContext } from '../language/yaml-context';
import { CompletionItemKind, type Candidate } from './candidate';

const PICOSCHEMA_TYPES = ['string', 'number', 'integer', 'boolean', 'any', 'null'];

interface YamlQuestion {
  readonly at: YamlContext;
  readonly root: YamlShape;
  /** The parsed YAML as far as there is one: keys that are there already are not offered again. */
  readonly value: unknown;
  /** The prompt whose inputs the tests use. */
  readonly prompt: PromptDocument | undefined;
}

/** What can be written at the cursor in frontmatter or in a tests file. */
export function yamlCandidates(context: Context, question: YamlQuestion): Candidate[] {
  return question.at.kind === 'key' ? keyCandidates(context, question) : valueCandidates(context, question);
}

function keyCandidates(context: Context, { at, root, value, prompt }: YamlQuestion): Candidate[] {
  const shape = shapeAt(root, at.path);
  const present = Object.keys(asMap(valueAt(value, at.path)));
  const typed = at.word.trim();
  const free = (name: string): boolean => name === typed || !present.includes(name);
  if (shape?.source === 'inputs' && prompt) {
    return inputsOf(prompt.analysis)
      .filter(({ name }) => free(name))
      .map((name) => inputKey(name, at));
  }
  const keys = Object.entries(shape?.keys ?? {}).filter(([name]) => free(name));
  const found = keys.map(([name, inner], index) =>
    keyCandidate(context, { name, inner, at, rank: index < 10 ? 0 : 1 }),
  );
  const test =
    shape?.items && at.word === '' && context.abilities.snippets
      ? listItem(shape.items, at, prompt)
      : undefined;
  return test ? [test, ...found] : found;
}

function keyCandidate(
  { abilities }: Context,
  { name, inner, at, rank }: { name: string; inner: YamlShape; at: YamlContext; rank: number },
): Candidate {
  const base = {
    label: name,
    kind: CompletionItemKind.Property,
    documentation: inner.description,
    range: at.replace,
    rank,
  };
  if (at.hasColon) return base;
  const nested = !at.flow && (inner.keys || inner.source === 'inputs' || inner.source === 'picoschema');
  if (!abilities.snippets || !nested) {
    if (inner.items && !at.flow && abilities.snippets)
      return { ...base, insert: `${name}:\n  - $0`, snippet: true };
    return { ...base, insert: `${name}: ` };
  }
  return { ...base, insert: `${name}:\n  $0`, snippet: true };
}

function inputKey({ name, type, description }: Input, at: YamlContext): Candidate {
  return {
    label: name,
    kind: CompletionItemKind.Variable,
    detail: describeType(type),
    documentation: description ?? '',
    insert: at.hasColon ? name : `${name}: `,
    range: at.replace,
    rank: 0,
  };
}

/** A whole test, with the prompt's variables to fill in. */
function listItem(
  shape: YamlShape,
  at: YamlContext,
  prompt: PromptDocument | undefined,
): Candidate | undefined {
  if (!shape.keys?.assert) return undefined;
  const inputs = prompt ? inputsOf(prompt.analysis).filter(({ optional }) => !optional) : [];
  const vars = inputs.map(({ name }, index) => `${name}: \${${index + 2}:${name}}`).join(', ');
  const next = inputs.length + 2;
  return {
    label: '- test',
    filter: '-',
    kind: CompletionItemKind.Snippet,
    documentation: 'A new test.',
    insert: `- description: \${1:what it shows}\n  vars: { ${vars} }\n  assert:\n    - { type: \${${next}:contains}, value: \${${next + 1}:text} }`,
    snippet: true,
    range: at.replace,
    rank: 0,
  };
}

function valueCandidates(context: Context, { at, root, prompt }: YamlQuestion): Candidate[] {
  const item = (label: string, kind: CompletionItemKind, rank = 0): Candidate => ({
    label,
    kind,
    range: at.replace,
    rank,
  });
  const shape = shapeAt(root, at.path);
  if (shape?.values)
    return shape.values.map((value, index) => ({
      ...item(value, CompletionItemKind.EnumMember),
      rank: index,
    }));
  if (shape?.source === 'models') {
    const models = (context.knowledge.models ?? []).map(({ id, provider }) => `${provider}/${id}`);
    const endpoints = prompt ? Object.keys(context.workspace.linkOf(prompt.uri)?.endpoints ?? {}) : [];
    return [
      ...models.map((model) => item(model, CompletionItemKind.Value)),
      ...[...endpoints, 'ollama', 'vscode'].map((name) => item(`${name}/`, CompletionItemKind.Value, 1)),
    ];
  }
  if (shape?.source === 'assertions') {
    const types = context.knowledge.assertions ?? [];
    return [
      ...types.map((type) => item(type, CompletionItemKind.EnumMember)),
      ...types.map((type) => item(`not-${type}`, CompletionItemKind.EnumMember, 1)),
    ];
  }
  if (isSchemaPlace(at.path))
    return PICOSCHEMA_TYPES.map((type) => item(type, CompletionItemKind.TypeParameter));
  const parent = shapeAt(root, at.path.slice(0, -1));
  if (parent?.source !== 'inputs' || !prompt) return [];
  const type = inputsOf(prompt.analysis).find(({ name }) => name === at.path.at(-1))?.type;
  if (Array.isArray(type?.enum))
    return type.enum.map((value: unknown) => item(String(value), CompletionItemKind.EnumMember));
  return type?.type === 'boolean'
    ? ['true', 'false'].map((value) => item(value, CompletionItemKind.Value))
    : [];
}

function isSchemaPlace(path: readonly (string | number)[]): boolean {
  const [first, second] = path;
  if ((first !== 'input' && first !== 'output') || second !== 'schema' || path.length < 3) return false;
  return !/\(\s*(enum|object)/.test(String(path.at(-1)));
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of path) at = Array.isArray(at) ? at[Number(step)] : asMap(at)[step];
  return at;
}

function asMap(value: unknown): Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
