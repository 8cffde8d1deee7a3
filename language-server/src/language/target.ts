import {
  nodeAt,
  resolvePath,
  type PathExpression,
  type Range,
  type Reference,
  type TemplateNode,
  type Type,
} from '@prompthub/core';
import type { PromptDocument } from '../documents';
import { touches } from '../ranges';

/** What the cursor points at in the template. */
export type Target =
  | { readonly kind: 'helper'; readonly name: string; readonly range: Range }
  | { readonly kind: 'partial'; readonly name: string; readonly range: Range }
  | { readonly kind: 'role'; readonly name: string; readonly range: Range }
  | { readonly kind: 'data'; readonly name: string; readonly range: Range }
  | VariableTarget;

export interface VariableTarget {
  readonly kind: 'variable';
  /** As far as the cursor: in `user.na|me.x` it is `user.name`. */
  readonly text: string;
  readonly type: Type;
  readonly declaration: Range | undefined;
  /** The input's name when the target is an input itself. */
  readonly input: string | undefined;
  readonly range: Range;
}

export function targetAt(document: PromptDocument, offset: number): Target | undefined {
  const { tree } = document;
  if (offset < tree.template.range.start || tree.dialect !== 'dotprompt') return undefined;
  const chain = nodeAt(tree, offset);
  const node = chain.at(-1);
  const parent = chain.at(-2);
  if (node?.type === 'StringLiteral') return roleTarget(node, parent);
  if (node?.type !== 'PathExpression') return undefined;
  if (isPartialName(node, parent)) return { kind: 'partial', name: node.original, range: node.range };
  const reference = document.analysis.byNode.get(node);
  return reference && referenceTarget(document, reference, offset);
}

/** What a reference means at the part of its name that an offset touches. */
export function referenceTarget(
  { tree, analysis }: PromptDocument,
  { node, resolution, scope }: Reference,
  offset: number,
): Target | undefined {
  if (resolution.kind === 'helper') return { kind: 'helper', name: resolution.name, range: node.range };
  if (resolution.kind === 'data') return { kind: 'data', name: resolution.name, range: node.range };
  const index = node.parts.findIndex(({ range }) => touches(range, offset));
  const count = index < 0 ? node.parts.length : index + 1;
  const shortened: PathExpression = { ...node, parts: node.parts.slice(0, count) };
  const found = resolvePath(shortened, scope, analysis);
  if (found.kind === 'unknown' && found.isInput) return undeclaredInput(tree, found.name, found.range);
  if (found.kind === 'unknown' || found.kind === 'helper') return undefined;
  const text = shortened.parts.map(({ name }) => name).join('.') || 'this';
  const isInput = found.kind === 'input' && (node.data ? count === 2 : count === 1);
  return {
    kind: 'variable',
    text,
    type: found.variable.type,
    declaration: found.variable.declaration ?? (isInput ? defaultPlace(tree, found.input) : undefined),
    input: isInput ? found.input : undefined,
    range: (index >= 0 ? node.parts[index]?.range : undefined) ?? node.range,
  };
}

function undeclaredInput(tree: PromptDocument['tree'], input: string, range: Range): Target | undefined {
  const declaration = defaultPlace(tree, input);
  return declaration && { kind: 'variable', text: input, type: undefined, declaration, input, range };
}

/** An input without a schema is declared by its default. */
function defaultPlace({ frontmatter }: PromptDocument['tree'], input: string | undefined): Range | undefined {
  return input === undefined ? undefined : frontmatter?.entry(['input', 'default', input])?.key;
}

function roleTarget(
  node: TemplateNode & { type: 'StringLiteral' },
  parent: TemplateNode | undefined,
): Target | undefined {
  const isRole =
    parent?.type === 'MustacheStatement' &&
    parent.path.type === 'PathExpression' &&
    parent.path.original === 'role';
  return isRole ? { kind: 'role', name: node.value, range: node.range } : undefined;
}

function isPartialName(node: TemplateNode, parent: TemplateNode | undefined): boolean {
  return (
    (parent?.type === 'PartialStatement' || parent?.type === 'PartialBlockStatement') && parent.name === node
  );
}
