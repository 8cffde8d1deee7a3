import {
  visit,
  type PartialBlockStatement,
  type PartialStatement,
  type Program,
  type Range,
  type Reference,
  type TemplateNode,
} from '@prompthub/core';
import type { PromptDocument } from '../documents';
import { inputPathsOf, type InputPath } from './input-paths';

/** One `{{> name key=value}}`. */
export interface PartialCall {
  readonly name: string;
  /** The name alone, without quotes. */
  readonly range: Range;
  /** The name in the closing tag of `{{#> name}}…{{/name}}`. */
  readonly closing: Range | undefined;
  readonly node: PartialStatement | PartialBlockStatement;
  readonly scope: Reference['scope'];
  /** What `this` is inside of the partial; undefined when nobody can say. */
  readonly context: InputPath | undefined;
}

const kept = new WeakMap<PromptDocument, readonly PartialCall[]>();

/** The calls of partials in a prompt, in the order of the text. Computed names are not among them. */
export function partialCalls(document: PromptDocument): readonly PartialCall[] {
  const known = kept.get(document);
  if (known) return known;
  const calls: PartialCall[] = [];
  const isOurs = document.kind === 'prompt' && document.tree.dialect === 'dotprompt';
  if (isOurs)
    visit(document.tree.template, (node, parents) => {
      if (node.type !== 'PartialStatement' && node.type !== 'PartialBlockStatement') return;
      const call = callOf(document, node, parents.findLast(isProgram));
      if (call) calls.push(call);
    });
  kept.set(document, calls);
  return calls;
}

function isProgram(node: TemplateNode): node is Program {
  return node.type === 'Program';
}

/** What needs an analysis of the prompt is found out when it is asked for: many only want to know where the names stand. */
function callOf(
  document: PromptDocument,
  node: PartialCall['node'],
  program: Program | undefined,
): PartialCall | undefined {
  const { name, params } = node;
  if (name.type === 'PathExpression' && name.data) return undefined;
  const text =
    name.type === 'PathExpression' ? name.original : name.type === 'StringLiteral' ? name.value : undefined;
  if (text === undefined) return undefined;
  const { start, end } = name.range;
  return {
    name: text,
    range: name.type === 'StringLiteral' ? { start: start + 1, end: end - 1 } : name.range,
    closing: closingName(document.text, node, text),
    node,
    get scope() {
      const { scopes, root } = document.analysis;
      return (program && scopes.get(program)) ?? root;
    },
    get context() {
      const [context = THIS] = params;
      const isPath = context.type === 'PathExpression';
      return isPath ? inputPathsOf(document).ofExpression(context, this.scope) : undefined;
    },
  };
}

const THIS = {
  type: 'PathExpression',
  range: { start: 0, end: 0 },
  ...{ data: false, depth: 0, parts: [], original: 'this', isThis: true },
} as const;

function closingName(text: string, node: PartialCall['node'], name: string): Range | undefined {
  const tag = node.type === 'PartialBlockStatement' ? node.closeRange : undefined;
  if (!tag) return undefined;
  const at = text.slice(tag.start, tag.end).indexOf(name);
  return at < 0 ? undefined : { start: tag.start + at, end: tag.start + at + name.length };
}
