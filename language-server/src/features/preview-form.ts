import {
  describeType,
  typeNames,
  violationsOf,
  visit,
  type Expression,
  type Type,
  type Violation,
} from '@prompthub/core';
import type { PreviewInput, PreviewResult } from '@prompthub/protocol';
import type { PromptDocument } from '../documents';
import { inputsOf } from '../language/names';

/** The inputs of a prompt, as a person fills them in. Without a schema: the names that the template reads. */
export function formOf(document: PromptDocument): PreviewInput[] {
  const declared = inputsOf(document.analysis).map(
    ({ name, type, optional, description, defaultValue }): PreviewInput => ({
      name,
      kind: kindOf(type),
      type: describeType(type),
      optional,
      ...(description && { description }),
      ...(defaultValue !== undefined && { default: defaultValue }),
      ...(Array.isArray(type?.enum) && { choices: type.enum }),
    }),
  );
  return document.analysis.input.type ? declared : [...declared, ...undeclared(document, declared)];
}

/** What is wrong with given values; what is wrong with defaults, diagnostics say. */
export function problemsOf(
  { analysis }: PromptDocument,
  values: Readonly<Record<string, unknown>>,
): PreviewResult['problems'] {
  const { type, defaults } = analysis.input;
  return violationsOf({ ...defaults, ...values }, type).flatMap((violation) => {
    const [input = violation.kind === 'missing' ? violation.name : ''] = violation.path;
    const isDefault = violation.path.length > 0 && !Object.hasOwn(values, input);
    return isDefault ? [] : [{ input: String(input), message: describe(violation) }];
  });
}

function kindOf(type: Type): PreviewInput['kind'] {
  if (Array.isArray(type?.enum)) return 'choice';
  const [name, ...others] = typeNames(type) ?? [];
  if (others.length > 0) return 'json';
  if (name === 'string') return 'text';
  return name === 'number' || name === 'integer' || name === 'boolean' ? name : 'json';
}

function undeclared({ analysis, tree }: PromptDocument, declared: readonly PreviewInput[]): PreviewInput[] {
  const composite = new Set<string>();
  const compose = (node: Expression | undefined): void => {
    if (node?.type === 'PathExpression') composite.add(node.parts[0]?.name ?? '');
  };
  visit(tree.template, (node) => {
    if (node.type === 'PathExpression' && node.parts.length > 1) compose(node);
    if (node.type !== 'BlockStatement' || node.path.type !== 'PathExpression') return;
    if (['each', 'with'].includes(node.path.original)) compose(node.params[0]);
  });
  return [...analysis.usages.keys()]
    .filter((name) => !declared.some((input) => input.name === name))
    .map((name) => ({ name, kind: composite.has(name) ? 'json' : 'text', type: 'any', optional: true }));
}

function describe(violation: Violation): string {
  const inside = violation.path.slice(1).join('.');
  const where = inside === '' ? '' : ` at \`${inside}\``;
  switch (violation.kind) {
    case 'missing':
      return violation.path.length === 0 ? 'A value is needed.' : `\`${violation.name}\` is missing${where}.`;
    case 'unknown':
      return `\`${String(violation.path.at(-1))}\` is not in the schema.`;
    case 'type':
      return `Expected ${describeType(violation.type)}${where}.`;
  }
}
