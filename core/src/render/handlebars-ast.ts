import type { Expression, Hash, Program, Statement } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import { pathName } from '../syntax/template-names';

/** A node of Handlebars' own AST, as `Handlebars.compile` accepts it. */
export interface HandlebarsNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * A program as Handlebars' AST. Locations carry offsets (`line` 1, `column` the offset), so that what Handlebars reports can be
 * found again in the source. Error nodes become nothing. Recurses as deep as the template is nested: measure that before.
 */
export function toHandlebars(program: Program): HandlebarsNode {
  const chained =
    program.body.length === 1 && program.body[0]?.type === 'BlockStatement' && program.body[0].chained;
  return {
    type: 'Program',
    body: program.body.map(statement).filter((node) => node !== undefined),
    strip: {},
    ...(program.blockParams.length > 0 && { blockParams: program.blockParams.map(({ name }) => name) }),
    ...(chained && { chained }),
    loc: location(program.range),
  };
}

function statement(node: Statement): HandlebarsNode | undefined {
  const loc = location(node.range);
  switch (node.type) {
    case 'ContentStatement':
      return { type: node.type, value: node.value, original: node.original, loc };
    case 'CommentStatement':
      return { type: node.type, value: node.value, strip: node.strip, loc };
    case 'MustacheStatement':
      return { type: node.type, ...call(node), escaped: node.escaped, strip: node.strip, loc };
    case 'PartialStatement':
      return {
        type: node.type,
        name: expression(node.name),
        ...args(node),
        indent: node.indent,
        strip: node.strip,
        loc,
      };
    case 'PartialBlockStatement':
      return {
        type: node.type,
        name: expression(node.name),
        ...args(node),
        program: toHandlebars(node.program),
        openStrip: node.openStrip,
        closeStrip: node.closeStrip,
        loc,
      };
    case 'BlockStatement':
      return {
        type: node.type,
        ...call(node),
        program: node.inverted && node.elseRange === undefined ? undefined : toHandlebars(node.program),
        inverse: node.inverse && toHandlebars(node.inverse),
        openStrip: node.openStrip,
        inverseStrip: node.inverseStrip,
        closeStrip: node.closeStrip,
        loc,
      };
    case 'ErrorNode':
      return undefined;
  }
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
