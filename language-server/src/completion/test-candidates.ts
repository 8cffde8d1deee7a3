import { memberOf, propertiesOf, typeNames, describeType, type Type } from '@prompthub/core';
import { ASSERTION_SHAPES } from '../language/assertion-shapes';
import { shapeAt } from '../language/frontmatter-keys';
import type { Context } from '../context';
import { CompletionItemKind, escapeSnippet, placeholder, type Candidate } from './candidate';
import { asMap, newLine, otherKeys, valueAt, type YamlQuestion } from './yaml-question';

/** What the inputs of the prompt want at the cursor: `vars`, `input.default`, and what lies below them. */
export function inputTypeAt({
  root,
  prompt,
  at: { path },
}: YamlQuestion): { readonly type: Type } | undefined {
  const length = path.findIndex((_step, i) => shapeAt(root, path.slice(0, i + 1))?.source === 'inputs') + 1;
  if (length === 0 || !prompt) return undefined;
  const { inputs } = prompt;
  const whole: Type = {
    type: 'object',
    properties: Object.fromEntries(
      inputs.map(({ name, type, description }) => [name, { ...type, ...(description && { description }) }]),
    ),
    required: inputs
      .filter(({ optional, defaultValue }) => !optional && defaultValue === undefined)
      .map(({ name }) => name),
  };
  let type: Type = whole;
  for (const step of path.slice(length)) {
    const member = memberOf(type, String(step));
    if (!member.found) return undefined;
    type = member.type;
  }
  return { type };
}

/** Names of values, those that are needed first. */
export function valueKeys(question: YamlQuestion, type: Type): Candidate[] {
  const { at } = question;
  const others = otherKeys(question);
  const required: readonly unknown[] = Array.isArray(type?.required) ? type.required : [];
  return propertiesOf(type)
    .filter(([name]) => !others.has(name))
    .map(([name, inner]) => ({
      label: name,
      kind: CompletionItemKind.Variable,
      detail: describeType(inner),
      documentation: typeof inner?.description === 'string' ? inner.description : '',
      insert: at.hasColon ? escapeSnippet(name) : `${escapeSnippet(name)}: ${sample(inner)}`,
      snippet: true,
      range: at.replace,
      rank: required.includes(name) ? 0 : 1,
    }));
}

/** Values of a type that has few of them, or a shape to fill in. */
export function typedValues({ at }: YamlQuestion, type: Type): Candidate[] {
  const item = (label: string, kind: CompletionItemKind = CompletionItemKind.Value): Candidate => ({
    label,
    kind,
    range: at.replace,
    rank: 0,
  });
  if (Array.isArray(type?.enum))
    return type.enum.map((value: unknown) => item(asYaml(value), CompletionItemKind.EnumMember));
  const names = typeNames(type);
  if (names?.has('boolean')) return [item('true'), item('false')];
  if (at.word !== '' || !(names?.has('object') || names?.has('array'))) return [];
  const label = names.has('array') ? '[…]' : '{…}';
  return [{ ...item(label, CompletionItemKind.Snippet), insert: sample(type), snippet: true }];
}

/** A value of a type as a snippet; nested ones hold what they must. */
function sample(type: Type): string {
  if (Array.isArray(type?.enum)) return placeholder(1, type.enum.map(asYaml));
  const names = typeNames(type);
  if (names?.has('array')) return '[$1]';
  if (!names?.has('object')) return names?.has('boolean') ? placeholder(1, ['true', 'false']) : '';
  const required: readonly unknown[] = Array.isArray(type?.required) ? type.required : [];
  const keys = propertiesOf(type).filter(([name]) => required.includes(name));
  return `{ ${keys.map(([name], i) => `${escapeSnippet(name)}: $${i + 1}`).join(', ')} }`;
}

/** A scalar as YAML reads it back; quoted where it would be something else. */
function asYaml(value: unknown): string {
  const isPlain =
    typeof value === 'string' &&
    /^[A-Za-z_][\w ./-]*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$|\s$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

/** Whole assertions with the values that they want: as an entry of a list, or as the rest of one that has begun. */
export function assertionCandidates(context: Context, question: YamlQuestion): Candidate[] {
  const { at } = question;
  const given = asMap(valueAt(question.value, at.kind === 'value' ? at.path.slice(0, -1) : at.path));
  const isEntry = at.kind === 'key' || typeof at.path.at(-1) === 'number';
  const line = at.flow ? ', ' : newLine(question);
  return typesOf(context).map(({ type, rank }): Candidate => {
    const shape = ASSERTION_SHAPES[type.replace(/^not-/, '')];
    const fields = Object.entries(shape?.fields ?? {}).filter(([key]) => !(key in given));
    const rest = fields.map(([key, value]) => `${line}${key}: ${value}`).join('');
    const begun = isEntry ? `type: ${type}${rest}` : `${type}${rest}`;
    const isBare = at.kind === 'value' && isEntry;
    return {
      label: type,
      kind: CompletionItemKind.EnumMember,
      documentation: shape?.summary ?? '',
      insert: isBare ? `{ ${begun} }` : begun,
      snippet: true,
      range: at.replace,
      rank: rank + (isEntry ? 3 : 0),
    };
  });
}

function typesOf({ knowledge }: Context): { type: string; rank: number }[] {
  const types = knowledge.assertions ?? [];
  const negated = types.filter((type) => ASSERTION_SHAPES[type]?.negatable !== false);
  return [
    ...types.map((type) => ({ type, rank: 0 })),
    ...negated.map((type) => ({ type: `not-${type}`, rank: 1 })),
  ];
}

/** What the assertion that is being written compares with. */
export function assertionValue({ at, value }: YamlQuestion): Candidate[] {
  const { type } = asMap(valueAt(value, at.path.slice(0, -1)));
  const wanted =
    typeof type === 'string' ? ASSERTION_SHAPES[type.replace(/^not-/, '')]?.fields.value : undefined;
  if (wanted === undefined || at.word !== '') return [];
  const kind = CompletionItemKind.Snippet;
  return [
    {
      label: wanted.startsWith('[') ? '["…"]' : '"…"',
      kind,
      insert: wanted,
      snippet: true,
      range: at.replace,
      rank: 0,
    },
  ];
}

/** What stands for an input until it is filled in: its own name where that is a value of its type. */
function firstValues(name: string, type: Type): readonly string[] {
  if (Array.isArray(type?.enum)) return type.enum.map(asYaml);
  const names = typeNames(type);
  if (names === undefined || names.has('string')) return [name];
  if (names.has('number') || names.has('integer')) return ['0'];
  if (names.has('boolean')) return ['true', 'false'];
  if (names.has('array')) return ['[]'];
  const needed: readonly unknown[] = Array.isArray(type?.required) ? type.required : [];
  const entries = propertiesOf(type).filter(([key]) => needed.includes(key));
  return [`{ ${entries.map(([key, inner]) => `${key}: ${firstValues(key, inner)[0]}`).join(', ')} }`];
}

/** A whole test, with the values that the prompt needs. */
export function wholeTest(question: YamlQuestion, begun: boolean): Candidate {
  const { at, prompt } = question;
  const inputs = (prompt?.inputs ?? []).filter(
    ({ optional, defaultValue }) => !optional && defaultValue === undefined,
  );
  const vars = inputs
    .map(({ name, type }, i) => `${escapeSnippet(name)}: ${placeholder(i + 2, firstValues(name, type))}`)
    .join(', ');
  const next = inputs.length + 2;
  const pad = begun ? '' : '  ';
  const text = [
    `description: \${1:what it shows}`,
    `${pad}vars: { ${vars} }`,
    `${pad}assert:`,
    `${pad}  - { type: \${${next}:contains}, value: \${${next + 1}:text} }`,
  ].join(newLine(question));
  return {
    label: begun ? 'test' : '- test',
    filter: begun ? 'test' : '-',
    kind: CompletionItemKind.Snippet,
    documentation: 'A new test.',
    insert: begun ? text : `- ${text}`,
    snippet: true,
    range: at.replace,
    rank: 0,
  };
}
