import { builtinHelper } from '../model/helpers';
import { calleeOf } from '../render/call-kind';
import { branchId } from '../render/branch-id';
import type { BlockBody } from '../render/interpret';
import { loadPartials } from '../render/partials';
import type { RenderOptions } from '../options';
import type { BlockStatement, Program } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import { visit } from '../syntax/visit';

/** One way that a rendering can take at a block. */
export interface Branch {
  /** What `onBranch` of the same texts tells. */
  readonly id: string;
  /** The name of the partial in which it stands; undefined for the prompt itself. */
  readonly partial: string | undefined;
  /** For people: its tag, `{{else if b}}`; of one that is not written, what it would be: `no {{else}} of {{#if a}}`. */
  readonly label: string;
  /** The whole block that decides; that of an `{{else if}}` lies inside of the block around it. */
  readonly block: Range;
  /** The tag that begins it; of one that is not written, the one that ends the block. */
  readonly tag: Range;
  /** What it prints; empty when that is nothing. */
  readonly range: Range;
  readonly written: boolean;
}

/** Blocks that choose between printing what stands in them and what stands behind `{{else}}`. */
const DECIDING = ['if', 'unless', 'each', 'with', 'ifEquals', 'unlessEquals'];

/**
 * All branches of a prompt, then those of every partial that it can reach, each in the order of the source. A block without
 * `{{else}}` still has two: printing nothing is a way, too (for `each`: a list without items). An `{{else if}}` is counted by its own
 * branches alone. Of a block helper of the host, only what is written can be known. Rejects only with what a resolver of
 * `options` rejects with.
 */
export async function branchesOf(tree: PromptTree, options: RenderOptions = {}): Promise<Branch[]> {
  const hosts = new Set(Object.keys(options.helpers ?? {}));
  const { trees } = await loadPartials(tree, options.partials);
  return [
    ...branchesIn(tree, undefined, hosts),
    ...[...trees].flatMap(([name, partial]) => branchesIn(partial, name, hosts)),
  ];
}

function branchesIn(tree: PromptTree, partial: string | undefined, hosts: ReadonlySet<string>): Branch[] {
  const found: Branch[] = [];
  visit(tree.template, (node) => {
    if (node.type === 'BlockStatement') found.push(...waysOf(node, { tree, partial, hosts }));
  });
  return found.sort((a, b) => a.tag.start - b.tag.start);
}

interface Home {
  readonly tree: PromptTree;
  readonly partial: string | undefined;
  readonly hosts: ReadonlySet<string>;
}

function waysOf(node: BlockStatement, { tree, partial, hosts }: Home): Branch[] {
  const { inverted, openRange, elseRange, program, inverse } = node;
  const textOf = ({ start, end }: Range) => tree.source.slice(start, end);
  const way = (body: BlockBody, tag: Range, more: Pick<Branch, 'label' | 'range' | 'written'>): Branch => ({
    id: branchId(partial, node.range, body),
    partial,
    block: node.range,
    tag,
    ...more,
  });
  const [first, second]: BlockBody[] = inverted ? ['inverse', 'fn'] : ['fn', 'inverse'];
  const [begun, other] = inverted ? [inverse, program] : [program, inverse];
  const ways = [
    way(first as BlockBody, openRange, {
      label: textOf(openRange),
      range: begun?.range ?? emptyAt(openRange.end),
      written: true,
    }),
  ];
  if (elseRange) {
    if (isChained(other)) return ways;
    const range = other?.range ?? emptyAt(elseRange.end);
    const label = `${textOf(elseRange)} of ${textOf(openRange)}`;
    return [...ways, way(second as BlockBody, elseRange, { label, range, written: true })];
  }
  if (!decides(node, hosts)) return ways;
  const end = node.closeRange ?? emptyAt(node.range.end);
  const label = `no {{else}} of ${textOf(openRange)}`;
  return [...ways, way(second as BlockBody, end, { label, range: emptyAt(end.start), written: false })];
}

/** Whether nothing but another `{{else if}}` stands there. */
function isChained(program: Program | undefined): boolean {
  const [only] = program?.body ?? [];
  return only?.type === 'BlockStatement' && only.chained;
}

/** Whether the block is one of ours, or that of a value: `{{#items}}`. */
function decides({ path, params, hash }: BlockStatement, hosts: ReadonlySet<string>): boolean {
  const { name, simple } = calleeOf(path);
  if (simple && hosts.has(name)) return false;
  if (simple && DECIDING.includes(name)) return true;
  return params.length === 0 && hash === undefined && !(simple && builtinHelper(name));
}

function emptyAt(offset: number): Range {
  return { start: offset, end: offset };
}
