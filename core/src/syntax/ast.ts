import type { Range } from './positions';

/**
 * The template tree. Node names and shapes follow the Handlebars AST (handlebars-lang/spec), with `range` instead of
 * `loc` and one addition: `ErrorNode`, which holds text that is not valid Handlebars, so that the statements of a
 * program together cover every character of it.
 */
export type Statement =
  | ContentStatement
  | MustacheStatement
  | BlockStatement
  | PartialStatement
  | PartialBlockStatement
  | CommentStatement
  | ErrorNode;

export type Expression =
  | PathExpression
  | SubExpression
  | StringLiteral
  | NumberLiteral
  | BooleanLiteral
  | UndefinedLiteral
  | NullLiteral
  | ErrorNode;

export type TemplateNode = Program | Statement | Expression | Hash | HashPair;

/** Whether `~` stands at the opening and the closing braces. */
export interface StripFlags {
  readonly open: boolean;
  readonly close: boolean;
}

export interface Program {
  readonly type: 'Program';
  readonly range: Range;
  readonly body: readonly Statement[];
  /** Names between the pipes of `as |a b|`, with their places. */
  readonly blockParams: readonly BlockParam[];
}

export interface BlockParam {
  readonly name: string;
  readonly range: Range;
}

export interface ContentStatement {
  readonly type: 'ContentStatement';
  readonly range: Range;
  /** The text after escapes and whitespace control: what is printed. */
  readonly value: string;
  /** The text as written, after escapes. */
  readonly original: string;
}

interface Call {
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
}

export interface MustacheStatement extends Call {
  readonly type: 'MustacheStatement';
  readonly range: Range;
  /** False for `{{{x}}}` and `{{&x}}`. (Prompts never escape HTML; kept for formatting.) */
  readonly escaped: boolean;
  readonly strip: StripFlags;
}

export interface BlockStatement extends Call {
  readonly type: 'BlockStatement';
  readonly range: Range;
  /** `{{#x …}}` or `{{^x …}}`, braces included. */
  readonly openRange: Range;
  /** `{{else}}` (or the head of an `{{else if …}}`), braces included. */
  readonly elseRange: Range | undefined;
  /** `{{/x}}`; undefined for a block that is not closed and for a chained `{{else if}}`. */
  readonly closeRange: Range | undefined;
  readonly program: Program;
  readonly inverse: Program | undefined;
  /** True when this block is the `{{else if …}}` of another one. */
  readonly chained: boolean;
  /** True for `{{^x}}…{{/x}}`: the handlebars AST then has only an inverse; here `program` is empty. */
  readonly inverted: boolean;
  readonly openStrip: StripFlags;
  readonly inverseStrip: StripFlags | undefined;
  readonly closeStrip: StripFlags | undefined;
}

export interface PartialStatement {
  readonly type: 'PartialStatement';
  readonly range: Range;
  /** A path for `{{> name}}`, a sub-expression for `{{> (lookup …)}}`. */
  readonly name: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
  readonly indent: string;
  readonly strip: StripFlags;
}

export interface PartialBlockStatement {
  readonly type: 'PartialBlockStatement';
  readonly range: Range;
  readonly openRange: Range;
  readonly closeRange: Range | undefined;
  readonly name: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
  readonly program: Program;
  readonly openStrip: StripFlags;
  readonly closeStrip: StripFlags | undefined;
}

export interface CommentStatement {
  readonly type: 'CommentStatement';
  readonly range: Range;
  readonly value: string;
  readonly strip: StripFlags;
}

export interface ErrorNode {
  readonly type: 'ErrorNode';
  readonly range: Range;
  readonly text: string;
  readonly message: string;
}

export interface SubExpression extends Call {
  readonly type: 'SubExpression';
  readonly range: Range;
}

export interface PathExpression {
  readonly type: 'PathExpression';
  readonly range: Range;
  /** True for `@name`. */
  readonly data: boolean;
  /** How many `../` stand before. */
  readonly depth: number;
  readonly parts: readonly PathPart[];
  /** As written. */
  readonly original: string;
  /** True for `this`, `.`, `this.x`, `./x`. */
  readonly isThis: boolean;
}

export interface PathPart {
  readonly name: string;
  readonly range: Range;
}

export interface StringLiteral {
  readonly type: 'StringLiteral';
  readonly range: Range;
  readonly value: string;
}
export interface NumberLiteral {
  readonly type: 'NumberLiteral';
  readonly range: Range;
  readonly value: number;
}
export interface BooleanLiteral {
  readonly type: 'BooleanLiteral';
  readonly range: Range;
  readonly value: boolean;
}
export interface UndefinedLiteral {
  readonly type: 'UndefinedLiteral';
  readonly range: Range;
}
export interface NullLiteral {
  readonly type: 'NullLiteral';
  readonly range: Range;
}

export interface Hash {
  readonly type: 'Hash';
  readonly range: Range;
  readonly pairs: readonly HashPair[];
}

export interface HashPair {
  readonly type: 'HashPair';
  readonly range: Range;
  readonly key: string;
  readonly keyRange: Range;
  readonly value: Expression;
}
