import type {
  BlockStatement,
  Expression,
  Hash,
  MustacheStatement,
  PartialBlockStatement,
  PartialStatement,
  Program,
  Statement,
} from '../syntax/ast';
import type { Range } from '../syntax/positions';
import { pathName } from '../syntax/template-names';
import { argumentsAreSound, isSound, isSoundExpression } from './call-kind';
import type { Scope } from './call-kind';
import type { HandlebarsNode } from './handlebars-nodes';

/** What is done to a template that somebody looks into while it renders. */
export interface Watch {
  /** Leaves out what cannot be evaluated; of such a block the body stays. */
  readonly forgiving: boolean;
  readonly scope: Scope;
  /** What is rendered in place of a statement. */
  readonly wrap: (
    node: Statement,
    made: readonly HandlebarsNode[],
    scope: Scope,
  ) => readonly HandlebarsNode[];
}

/**
 * A program as Handlebars' AST. Locations carry offsets (`line` 1, `column` the offset), so that what Handlebars reports can be
 * found again in the source.
 * Recurses as deep as the template is nested: measure that before.
 */
export function toHandlebars(program: Program, watch?: Watch): HandlebarsNode {
  const [only] = program.body;
  const chained = program.body.length === 1 && only?.type === 'BlockStatement' && only.chained;
  const names = program.blockParams.map(({ name }) => name);
  const inside = watch && names.length > 0 ? withNames(watch, names) : watch;
  return {
    type: 'Program',
    body: program.body.flatMap((node) => {
      const made = statement(node, inside);
      return inside ? inside.wrap(node, made, inside.scope) : made;
    }),
    strip: {},
    ...(names.length > 0 && { blockParams: names }),
    ...(chained && { chained }),
    loc: location(program.range),
  };
}

function withNames(watch: Watch, names: readonly string[]): Watch {
  return { ...watch, scope: { ...watch.scope, blockParams: [...watch.scope.blockParams, ...names] } };
}

function statement(node: Statement, watch: Watch | undefined): HandlebarsNode[] {
  const loc = location(node.range);
  switch (node.type) {
    case 'ContentStatement':
      return [{ type: node.type, value: node.value, original: node.original, loc }];
    case 'CommentStatement':
      return [{ type: node.type, value: node.value, strip: node.strip, loc }];
    case 'MustacheStatement':
      return watch?.forgiving && !isSound(node, watch.scope) ? [] : [mustache(node)];
    case 'PartialStatement':
      return partial(node, watch);
    case 'PartialBlockStatement':
      return partialBlock(node, watch);
    case 'BlockStatement':
      return block(node, watch);
    case 'ErrorNode':
      return [];
  }
}

function mustache(node: MustacheStatement): HandlebarsNode {
  const { type, escaped, strip } = node;
  return { type, ...call(node), escaped, strip, loc: location(node.range) };
}

function partial(node: PartialStatement, watch: Watch | undefined): HandlebarsNode[] {
  if (watch?.forgiving && !isSoundPartial(node, watch)) return [];
  const { type, indent, strip } = node;
  return [{ type, name: expression(node.name), ...args(node), indent, strip, loc: location(node.range) }];
}

function partialBlock(node: PartialBlockStatement, watch: Watch | undefined): HandlebarsNode[] {
  const program = toHandlebars(node.program, watch);
  if (watch?.forgiving && !isSoundPartial(node, watch)) return program['body'] as HandlebarsNode[];
  const { type, openStrip, closeStrip } = node;
  return [
    {
      type,
      name: expression(node.name),
      ...args(node),
      program,
      openStrip,
      closeStrip,
      loc: location(node.range),
    },
  ];
}

function isSoundPartial(node: PartialStatement | PartialBlockStatement, { scope }: Watch): boolean {
  return isSoundExpression(node.name, scope) && argumentsAreSound(node, scope);
}

function block(node: BlockStatement, watch: Watch | undefined): HandlebarsNode[] {
  const onlyInverse = node.inverted && node.elseRange === undefined;
  const program = onlyInverse ? undefined : toHandlebars(node.program, watch);
  const inverse = node.inverse && toHandlebars(node.inverse, watch);
  if (watch?.forgiving && !isSound(node, watch.scope))
    return (program ?? inverse)?.['body'] as HandlebarsNode[];
  const { type, openStrip, inverseStrip, closeStrip } = node;
  return [
    { type, ...call(node), program, inverse, openStrip, inverseStrip, closeStrip, loc: location(node.range) },
  ];
}

interface Callable {
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
}

function call(node: Callable): { path: HandlebarsNode; params: HandlebarsNode[]; hash?: HandlebarsNode } {
  return { path: expression(node.path), ...args(node) };
}

function args({ params, hash }: Omit<Callable, 'path'>): { params: HandlebarsNode[]; hash?: HandlebarsNode } {
  return {
    params: params.map(expression),
    ...(hash && {
      hash: {
        type: 'Hash',
        pairs: hash.pairs.map(({ key, value, range }) => ({
          type: 'HashPair',
          key,
          value: expression(value),
          loc: location(range),
        })),
        loc: location(hash.range),
      },
    }),
  };
}

function expression(node: Expression): HandlebarsNode {
  const loc = location(node.range);
  switch (node.type) {
    case 'PathExpression': {
      const { data, depth } = node;
      return {
        type: node.type,
        data,
        depth,
        parts: node.parts.map(({ name }) => name),
        original: pathName(node),
        loc,
      };
    }
    case 'SubExpression':
      return { type: node.type, ...call(node), loc };
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return { type: node.type, value: node.value, original: node.value, loc };
    case 'NullLiteral':
      return { type: node.type, value: null, original: null, loc };
    default:
      return { type: 'UndefinedLiteral', value: undefined, original: undefined, loc };
  }
}

function location({ start, end }: Range): HandlebarsNode['loc'] {
  return { source: '', start: { line: 1, column: start }, end: { line: 1, column: end } };
}
