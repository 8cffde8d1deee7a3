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

/** Where one `{{> name key=value}}` is written. */
export interface PartialSite {
  readonly name: string;
  /** The name alone, without quotes. */
  readonly range: Range;
  /** The name in the closing tag of `{{#> name}}…{{/name}}`. */
  readonly closing: Range | undefined;
  readonly node: PartialStatement | PartialBlockStatement;
}

/** One of them, with what surrounds it. */
export interface PartialCall extends PartialSite {
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
  if (document.tree.dialect === 'dotprompt')
    visit(document.tree.template, (node, parents) => {
      const site = siteOf(document, node);
      if (site) calls.push(callOf(document, site, parents.findLast(isProgram)));
    });
  kept.set(document, calls);
  return calls;
}

/** Where they are written, of many prompts that are not open: their frontmatter is not read. */
export function partialSites(document: PromptDocument): readonly PartialSite[] {
  const known = kept.get(document);
  if (known) return known;
  const sites: PartialSite[] = [];
  // A template that includes anything is Dotprompt, in whatever other language it may look to be written.
  visit(document.template, (node) => {
    if (node.type === 'MustacheStatement') return false;
    const site = siteOf(document, node);
    if (site) sites.push(site);
    return undefined;
  });
  return sites;
}

function isProgram(node: TemplateNode): node is Program {
  return node.type === 'Program';
}

function siteOf({ text }: PromptDocument, node: TemplateNode): PartialSite | undefined {
  if (node.type !== 'PartialStatement' && node.type !== 'PartialBlockStatement') return undefined;
  const { name } = node;
  if (name.type === 'PathExpression' && name.data) return undefined;
  const written =
    name.type === 'PathExpression' ? name.original : name.type === 'StringLiteral' ? name.value : undefined;
  if (written === undefined) return undefined;
  const { start, end } = name.range;
  return {
    name: written,
    range: name.type === 'StringLiteral' ? { start: start + 1, end: end - 1 } : name.range,
    closing: closingName(text, node, written),
    node,
  };
}

/** What needs an analysis of the prompt is found out when it is asked for: many only want to know where the names stand. */
function callOf(document: PromptDocument, site: PartialSite, program: Program | undefined): PartialCall {
  return {
    ...site,
    get scope() {
      const { scopes, root } = document.analysis;
      return (program && scopes.get(program)) ?? root;
    },
    get context() {
      const [context = THIS] = site.node.params;
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

function closingName(text: string, node: PartialSite['node'], name: string): Range | undefined {
  const tag = node.type === 'PartialBlockStatement' ? node.closeRange : undefined;
  if (!tag) return undefined;
  const at = text.slice(tag.start, tag.end).indexOf(name);
  return at < 0 ? undefined : { start: tag.start + at, end: tag.start + at + name.length };
}
