import { builtinHelper } from '../model/helpers';
import type { BlockStatement, Expression, PathExpression, Program, TemplateNode } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import { visit } from '../syntax/visit';

/** A path in text that is to stand elsewhere. */
export interface MovedPath {
  readonly node: PathExpression;
  /** How many blocks of the moved text it stands in that make `../` lead further out. */
  readonly level: number;
  /** False where nobody can say that, for example inside of `{{#x}}`, which may be a list or a condition. */
  readonly isCertain: boolean;
  /** Where it stands: at the head of a tag, where a helper of that name would win; at the head of a block; elsewhere. */
  readonly position: 'head' | 'block' | 'argument';
  /** True for the head of a tag or sub-expression that has arguments: a helper's name. */
  readonly isCall: boolean;
  /** The tag that does no more than print it, where it has no `~`. */
  readonly printedBy: Range | undefined;
  /** Names that blocks of the moved text bring. */
  readonly ownParams: ReadonlySet<string>;
}

/** Something in moved text that may look at the whole of `this`. */
export interface WholeReader {
  readonly node: TemplateNode;
  readonly kind: 'partial' | 'partial-block' | 'host-helper';
  /** The name of the partial or helper. */
  readonly name: string;
}

export interface MovedText {
  readonly paths: readonly MovedPath[];
  readonly wholeReaders: readonly WholeReader[];
}

/**
 * The paths in some statements, and what else in them depends on where they stand. `outerParams` are the names that blocks
 * around the text bring.
 */
export function movedText(
  statements: readonly TemplateNode[],
  outerParams: ReadonlySet<string> = new Set(),
): MovedText {
  const paths: MovedPath[] = [];
  const wholeReaders: WholeReader[] = [];
  for (const statement of statements)
    visit(statement, (node, parents) => {
      const place = placeOf(node, parents, outerParams);
      const reader = wholeReader(node, place);
      if (reader) wholeReaders.push(reader);
      const parent = parents.at(-1);
      if (node.type !== 'PathExpression' || isPartialName(node, parent)) return;
      paths.push({ node, ...place, ...positionOf(node, parent) });
    });
  return { paths, wholeReaders };
}

type Place = Pick<MovedPath, 'level' | 'isCertain' | 'ownParams'>;

function placeOf(
  node: TemplateNode,
  parents: readonly TemplateNode[],
  outerParams: ReadonlySet<string>,
): Place {
  let level = 0;
  let isCertain = true;
  const ownParams = new Set<string>();
  parents.forEach((parent, index) => {
    const body = parents[index + 1] ?? node;
    if (parent.type === 'PartialBlockStatement' && body === parent.program) isCertain = false;
    if (parent.type !== 'BlockStatement' || body !== parent.program) return;
    const effect = effectOf(parent, (name) => outerParams.has(name) || ownParams.has(name));
    for (const { name } of parent.program.blockParams) ownParams.add(name);
    if (effect === 'unknown') isCertain = false;
    if (effect === 'deeper') level++;
  });
  return { level, isCertain, ownParams };
}

/**
 * What a block's body makes of `this`. `{{#each}}` and `{{#with}}` are certain to lead deeper only where they descend from
 * `this`: Handlebars opens no level for what `this` is already.
 */
function effectOf(
  { path, params: [subject] }: BlockStatement,
  isBlockParam: (name: string) => boolean,
): 'same' | 'deeper' | 'unknown' {
  const name = path.type === 'PathExpression' ? path.original : '';
  if (['if', 'unless', 'ifEquals', 'unlessEquals'].includes(name)) return 'same';
  if (name !== 'each' && name !== 'with') return 'unknown';
  if (subject?.type !== 'PathExpression' || subject.data || subject.depth > 0) return 'unknown';
  const [head] = subject.parts;
  const descends = head !== undefined && (subject.isThis || !isBlockParam(head.name));
  return descends ? 'deeper' : 'unknown';
}

function wholeReader(node: TemplateNode, { level, isCertain }: Place): WholeReader | undefined {
  if (node.type === 'PartialBlockStatement') return { node, kind: 'partial-block', name: textOf(node.name) };
  const isOutside = level === 0 || !isCertain;
  if (!isOutside) return undefined;
  if (node.type === 'PartialStatement')
    return node.params.length === 0 || node.name.type !== 'PathExpression'
      ? { node, kind: 'partial', name: textOf(node.name) }
      : undefined;
  if (node.type !== 'MustacheStatement' && node.type !== 'SubExpression' && node.type !== 'BlockStatement')
    return undefined;
  const isCall = node.params.length > 0 || node.hash !== undefined || node.type === 'SubExpression';
  const name = textOf(node.path);
  return isCall && builtinHelper(name) === undefined ? { node, kind: 'host-helper', name } : undefined;
}

function positionOf(
  node: PathExpression,
  parent: TemplateNode | undefined,
): Pick<MovedPath, 'position' | 'isCall' | 'printedBy'> {
  const isHead = parent !== undefined && 'path' in parent && parent.path === node;
  if (!isHead) return { position: 'argument', isCall: false, printedBy: undefined };
  const isCall = parent.type === 'SubExpression' || parent.params.length > 0 || parent.hash !== undefined;
  const prints = parent.type === 'MustacheStatement' && !isCall && !parent.strip.open && !parent.strip.close;
  return {
    position: parent.type === 'BlockStatement' ? 'block' : 'head',
    isCall,
    printedBy: prints ? parent.range : undefined,
  };
}

function isPartialName(node: TemplateNode, parent: TemplateNode | undefined): boolean {
  return parent !== undefined && 'name' in parent && parent.name === node;
}

function textOf(node: Expression): string {
  return node.type === 'PathExpression' ? node.original : '…';
}

/** The innermost body around a range, with the statements of it that the range touches. */
export function bodyAround(root: Program, start: number, end: number): Program {
  let body = root;
  for (;;) {
    const [only, ...others] = body.body.filter(({ range }) => range.start < end && start < range.end);
    if (only === undefined || others.length > 0) return body;
    const bodies =
      only.type === 'BlockStatement'
        ? [only.program, only.inverse]
        : only.type === 'PartialBlockStatement'
          ? [only.program]
          : [];
    const inner = bodies.find((each) => each && each.range.start <= start && end <= each.range.end);
    if (inner === undefined) return body;
    body = inner;
  }
}
