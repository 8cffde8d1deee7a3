import type { BlockStatement, Expression, Hash, Program, TemplateNode } from './ast';

/** What to do with a node: its children are not visited when the answer is `false`. */
export type Visitor = (node: TemplateNode, parents: readonly TemplateNode[]) => boolean | undefined | void;

interface Stack {
  push(node: TemplateNode): unknown;
}

/**
 * Visits a node and all below it, parents first and in the order of the source. `parents` (outermost first) is only
 * valid during the call. Uses no recursion, so that no depth of nesting can overflow the stack.
 */
export function visit(root: TemplateNode, visitor: Visitor): void {
  const parents: TemplateNode[] = [];
  // Undefined stands behind the children of a node.
  const waiting: (TemplateNode | undefined)[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (node === undefined) {
      parents.pop();
      continue;
    }
    if (visitor(node, parents) === false) continue;
    const before = waiting.push(undefined);
    pushChildren(node, waiting);
    if (waiting.length > before) parents.push(node);
    else waiting.pop();
  }
}

/** The children of a node in the order of the source. */
export function childrenOf(node: TemplateNode): readonly TemplateNode[] {
  if (node.type === 'Program') return node.body;
  const children: TemplateNode[] = [];
  pushChildren(node, children);
  return children.reverse();
}

/** Puts the children of a node on a stack, so that the first lies on top. (Fills no list of its own: walks are many.) */
export function pushChildren(node: TemplateNode, stack: Stack): void {
  switch (node.type) {
    case 'Program':
      pushAll(node.body, stack);
      break;
    case 'MustacheStatement':
    case 'SubExpression':
      pushCall(node.path, node, stack);
      break;
    case 'PartialStatement':
      pushCall(node.name, node, stack);
      break;
    case 'PartialBlockStatement':
      stack.push(node.program);
      pushCall(node.name, node, stack);
      break;
    case 'BlockStatement':
      pushPrograms(node, stack);
      pushCall(node.path, node, stack);
      break;
    case 'Hash':
      pushAll(node.pairs, stack);
      break;
    case 'HashPair':
      stack.push(node.value);
      break;
    default:
  }
}

function pushCall(
  callee: Expression,
  { params, hash }: { readonly params: readonly Expression[]; readonly hash: Hash | undefined },
  stack: Stack,
): void {
  if (hash !== undefined) stack.push(hash);
  pushAll(params, stack);
  stack.push(callee);
}

function pushPrograms({ program, inverse }: BlockStatement, stack: Stack): void {
  const swapped = inverse !== undefined && inverse.range.start < program.range.start;
  if (swapped) stack.push(program);
  if (inverse !== undefined) stack.push(inverse);
  if (!swapped) stack.push(program);
}

function pushAll(nodes: readonly TemplateNode[], stack: Stack): void {
  for (let i = nodes.length - 1; i >= 0; i--) stack.push(nodes[i] as TemplateNode);
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
