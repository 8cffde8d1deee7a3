import type { BlockParam, Expression, Hash, StripFlags } from '../syntax/ast';

export interface TagParts {
  /** What stands between the opening braces (with `~`) and the name, e.g. `#`, `> `, `else `. */
  readonly prefix: string;
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
  readonly blockParams?: readonly BlockParam[];
  readonly strip: StripFlags;
  /** `{{{x}}}` has one brace more. */
  readonly triple?: boolean;
}

export interface PrintContext {
  readonly source: string;
  /** True when the tag was written on several lines. */
  readonly broken: boolean;
  /** The blanks before the tag's line. */
  readonly indent: string;
  readonly lineBreak: string;
}

/** Tags written on several lines stay so when they would be longer than this on one. */
const WIDTH = 80;

/**
 * A tag as it should be written: no blanks inside of the braces, one between arguments, none around `=`, double quotes. A
 * long tag that was broken over lines gets one argument on each.
 */
export function printTag(tag: TagParts, context: PrintContext): string {
  const { source } = context;
  const open = `{{${tag.strip.open ? '~' : ''}${tag.triple === true ? '{' : ''}${tag.prefix}`;
  const close = `${tag.triple === true ? '}' : ''}${tag.strip.close ? '~' : ''}}}`;
  const words = [...argumentsOf(tag, source), ...names(tag.blockParams ?? [])];
  const name = print(tag.path, source);
  const line = open + [name, ...words].join(' ') + close;
  if (!context.broken || line.length <= WIDTH || words.length === 0) return line;
  const separator = `${context.lineBreak}${context.indent}  `;
  return [open + name, ...words].join(separator) + context.lineBreak + context.indent + close;
}

function argumentsOf(
  { params, hash }: { params: readonly Expression[]; hash: Hash | undefined },
  source: string,
) {
  const pairs = (hash?.pairs ?? []).map(
    ({ keyRange, value }) => `${source.slice(keyRange.start, keyRange.end)}=${print(value, source)}`,
  );
  return [...params.map((param) => print(param, source)), ...pairs];
}

function names(blockParams: readonly BlockParam[]): string[] {
  return blockParams.length === 0 ? [] : [`as |${blockParams.map(({ name }) => name).join(' ')}|`];
}

function print(expression: Expression, source: string): string {
  const written = source.slice(expression.range.start, expression.range.end);
  if (expression.type === 'SubExpression') {
    return `(${[print(expression.path, source), ...argumentsOf(expression, source)].join(' ')})`;
  }
  // A text with quotes or backslashes is left alone: Handlebars' escapes have sharp edges.
  if (expression.type === 'StringLiteral' && !/["\\]/.test(expression.value) && !written.includes('\\')) {
    return `"${expression.value}"`;
  }
  return written;
}
