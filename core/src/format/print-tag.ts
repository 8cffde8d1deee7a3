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
  /** The blanks before the tag's line. Asked for only when it is broken: looking for them takes time. */
  readonly indent: () => string;
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
  const name = printAll([tag.path], source);
  const words = [
    ...argumentsOf(tag, source).map((pieces) => printAll(pieces, source)),
    ...names(tag.blockParams ?? []),
  ];
  const line = open + [name, ...words].join(' ') + close;
  if (!context.broken || line.length <= WIDTH || words.length === 0) return line;
  const newLine = context.lineBreak + context.indent();
  return [open + name, ...words].join(`${newLine}  `) + newLine + close;
}

type Piece = Expression | string;

/** What each argument is printed from. */
function argumentsOf(
  { params, hash }: { params: readonly Expression[]; hash: Hash | undefined },
  source: string,
): Piece[][] {
  const pairs = (hash?.pairs ?? []).map(({ keyRange, value }) => [
    `${source.slice(keyRange.start, keyRange.end)}=`,
    value,
  ]);
  return [...params.map((param) => [param]), ...pairs];
}

function names(blockParams: readonly BlockParam[]): string[] {
  return blockParams.length === 0 ? [] : [`as |${blockParams.map(({ name }) => name).join(' ')}|`];
}

/** Without recursion: parentheses may stand in each other thousands of times. */
function printAll(pieces: readonly Piece[], source: string): string {
  const waiting = pieces.toReversed();
  let text = '';
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') text += next;
    else if (next.type !== 'SubExpression') text += print(next, source);
    else {
      const inside = argumentsOf(next, source).flatMap((argument) => [' ', ...argument]);
      waiting.push(')');
      for (const piece of inside.reverse()) waiting.push(piece);
      waiting.push(next.path, '(');
    }
  }
  return text;
}

function print(expression: Expression, source: string): string {
  const written = source.slice(expression.range.start, expression.range.end);
  // A text with quotes or backslashes is left alone: Handlebars' escapes have sharp edges.
  if (expression.type === 'StringLiteral' && !/["\\]/.test(expression.value) && !written.includes('\\')) {
    return `"${expression.value}"`;
  }
  return written;
}
