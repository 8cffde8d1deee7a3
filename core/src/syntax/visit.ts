import type { Program, TemplateNode } from './ast';

/** What to do with a node: its children are not visited when the answer is `false`. */
export type Visitor = (node: TemplateNode, parents: readonly TemplateNode[]) => boolean | undefined | void;

/**
 * Visits a node and all below it, parents first and in the order of the source. `parents` (outermost first) is only
 * valid during the call. Uses no recursion, so that no depth of nesting can overflow the stack.
 */
export function visit(root: TemplateNode, visitor: Visitor): void {
  const parents: TemplateNode[] = [];
  const stack: (TemplateNode | undefined)[] = [root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === undefined) {
      parents.pop();
      continue;
    }
    if (visitor(node, parents) === false) continue;
    const children = childrenOf(node);
    if (children.length === 0) continue;
    parents.push(node);
    stack.push(undefined);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]);
  }
}

/** The children of a node in the order of the source. */
export function childrenOf(node: TemplateNode): readonly TemplateNode[] {
  switch (node.type) {
    case 'Program':
      return node.body;
    case 'MustacheStatement':
    case 'SubExpression':
      return [node.path, ...node.params, ...optional(node.hash)];
    case 'PartialStatement':
      return [node.name, ...node.params, ...optional(node.hash)];
    case 'PartialBlockStatement':
      return [node.name, ...node.params, ...optional(node.hash), node.program];
    case 'BlockStatement':
      return [node.path, ...node.params, ...optional(node.hash), ...programsOf(node)];
    case 'Hash':
      return node.pairs;
    case 'HashPair':
      return [node.value];
    default:
      return [];
  }
}

function programsOf({ program, inverse }: { program: Program; inverse: Program | undefined }): Program[] {
  if (inverse === undefined) return [program];
  return program.range.start <= inverse.range.start ? [program, inverse] : [inverse, program];
}

function optional<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

/**
 * The nodes at an offset, outermost first: the innermost is the last. A node holds the offsets from its start to its end,
 * both included, so that a cursor behind a name is still in it; where two nodes meet, the one that begins there counts.
 */
export function nodeAt(tree: { readonly template: Program }, offset: number): TemplateNode[] {
  const chain: TemplateNode[] = [];
  let node: TemplateNode | undefined = tree.template;
  while (node !== undefined) {
    chain.push(node);
    node = childAt(node, offset);
  }
  return chain;
}

function childAt(parent: TemplateNode, offset: number): TemplateNode | undefined {
  const children = childrenOf(parent);
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((children[middle] as TemplateNode).range.start <= offset) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= 0 && i >= low - 3; i--) {
    const child = children[i] as TemplateNode;
    if (offset <= child.range.end) return child;
  }
  return undefined;
}
