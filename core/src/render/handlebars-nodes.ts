import type { MustacheStatement } from '../syntax/ast';
import { callKind, calleeOf, isSound } from './call-kind';
import type { Scope } from './call-kind';

/** A node of Handlebars' own AST, as `Handlebars.compile` accepts it. */
export interface HandlebarsNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** `{{x}}` becomes `{{helper 7 x}}`, and `{{json x}}` becomes `{{helper 7 (json x)}}`; undefined when it cannot be evaluated. */
export function watchedMustache(
  node: MustacheStatement,
  made: HandlebarsNode,
  { helper, number, scope }: { helper: string; number: number; scope: Scope },
): HandlebarsNode | undefined {
  if (!isSound(node, scope)) return undefined;
  const isCall = callKind(node, scope) === 'helper';
  const value = isCall ? { ...made, type: 'SubExpression' } : variable(node, made);
  return { ...made, ...called(helper, number, made['loc']), params: [numeral(number, made['loc']), value] };
}

/** `{{helper 7}}` */
export function mustacheOf(helper: string, number: number, { loc }: HandlebarsNode): HandlebarsNode {
  const strip = { open: false, close: false };
  return { type: 'MustacheStatement', ...called(helper, number, loc), escaped: true, strip, loc };
}

/** `{{#helper 7 this}}…{{/helper}}` */
export function blockAround(
  helper: string,
  number: number,
  inner: readonly HandlebarsNode[],
): HandlebarsNode[] {
  const [{ loc }] = inner as readonly [HandlebarsNode];
  const strip = { open: false, close: false };
  const program = { type: 'Program', body: inner, strip: {}, loc };
  const context = { type: 'PathExpression', data: false, depth: 0, parts: [], original: 'this', loc };
  const params = [numeral(number, loc), context];
  const open = { openStrip: strip, closeStrip: strip };
  return [{ type: 'BlockStatement', ...called(helper, number, loc), params, program, ...open, loc }];
}

function called(helper: string, number: number, loc: unknown): object {
  return { path: name(helper, loc), params: [numeral(number, loc)], hash: undefined };
}

/** A literal in the place of a name is a name. */
function variable({ path }: MustacheStatement, made: HandlebarsNode): unknown {
  return path.type === 'PathExpression' ? made['path'] : name(calleeOf(path).name, made['loc']);
}

function name(text: string, loc: unknown): HandlebarsNode {
  return { type: 'PathExpression', data: false, depth: 0, parts: [text], original: text, loc };
}

function numeral(value: number, loc: unknown): HandlebarsNode {
  return { type: 'NumberLiteral', value, original: value, loc };
}
