import type { Range } from '../syntax/positions';
import type { Helper } from './helpers';
import { RenderError } from './rendered-prompt';

/** The variables behind `@`. Handlebars' own helpers write into them. */
export type Data = Record<string, unknown>;

/** What helpers have for `this` where there is nothing. */
export const NULL_CONTEXT: unknown = Object.seal({});

/** What one body of a template is evaluated in. */
export interface Scope {
  /** What `this` is. */
  readonly context: unknown;
  readonly data: Data;
  /** What `this` is here, one `../` further out, and so on. */
  readonly depths: readonly unknown[];
  /** The values of `as |a b|` of each surrounding body, the nearest first. */
  readonly blockParams: readonly BlockValues[];
}

/** Undefined where the helper of a block gave its body none. `path` is there when paths are told. */
export type BlockValues = (readonly unknown[] & { readonly path?: readonly unknown[] }) | undefined;

/** Gives a value in a scope. A template is read into these once, and evaluated as often as it is wanted. */
export type Evaluator = (scope: Scope) => unknown;

/** What is known when a template is read. */
export interface Setting {
  readonly helpers: ReadonlyMap<string, Helper>;
  /** Helpers are told by which path each argument was named (Handlebars' `trackIds`). */
  readonly paths: boolean;
  /** The names of `as |a b|` of each surrounding body, the nearest first. */
  readonly names: readonly (readonly string[])[];
}

interface Call {
  readonly type: string;
  readonly loc: hbs.AST.SourceLocation;
  readonly path: hbs.AST.PathExpression | hbs.AST.Literal;
  readonly params: readonly hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash;
}

/** A call with the parts that blocks have: what its helper is given besides the arguments. */
type MoreOptions = (scope: Scope) => object;

const NO_OPTIONS: MoreOptions = () => ({});

/** Whether a name is called as a helper. A literal in the place of a name is a name. */
export function isHelperCall(call: Call, { helpers, names }: Setting): boolean {
  const path = calleeOf(call);
  const isSimple = path.parts.length === 1 && !isScoped(path) && path.depth === 0;
  if (isSimple && blockParamOf(path, names)) return false;
  if (call.type === 'SubExpression' || call.params.length > 0 || call.hash) return true;
  return isSimple && helpers.has(path.parts[0] as string);
}

/** A helper's result. Throws at once when there is no such helper. */
export function helperCall(call: Call, setting: Setting, more: MoreOptions = NO_OPTIONS): Evaluator {
  const params = call.params.map((param) => expression(param, setting));
  const options = argumentsOf(call, setting);
  const name = String(calleeOf(call).parts[0]);
  const helper = setting.helpers.get(name);
  if (helper === undefined) {
    throw new RenderError('unknown-helper', `There is no helper named \`${name}\`.`, rangeOf(call));
  }
  const { loc } = call;
  return (scope) =>
    helper.call(scope.context ?? NULL_CONTEXT, ...params.map((param) => param(scope)), {
      name,
      ...options(scope),
      data: scope.data,
      blockParams: scope.blockParams,
      loc,
      lookupProperty,
      ...more(scope),
    });
}

/** The named arguments, and the paths of all of them. */
export function argumentsOf({ params, hash }: Pick<Call, 'params' | 'hash'>, setting: Setting): MoreOptions {
  const pairs = (hash?.pairs ?? []).map(({ key, value }) => ({
    key,
    value: expression(value, setting),
    path: pathText(value, setting),
    isGiven: value.type !== 'UndefinedLiteral',
  }));
  // Handlebars fills them in from the last to the first: of two with one name the first counts.
  const all = [...new Map(pairs.reverse().map((pair) => [pair.key, pair])).values()];
  const given = all.filter(({ isGiven }) => isGiven);
  const paths = params.map((param) => pathText(param, setting));
  const told = (scope: Scope) => ({
    ids: paths.map((path) => path(scope)),
    hashIds: Object.fromEntries(all.map(({ key, path }) => [key, path(scope)])),
  });
  return (scope) => ({
    hash: Object.fromEntries(given.map(({ key, value }) => [key, value(scope)])),
    ...(setting.paths && told(scope)),
  });
}

/** A variable's value; a function is called. */
export function variable(call: Call, { names }: Setting): Evaluator {
  const value = path(calleeOf(call), names);
  return (scope) => {
    const found = value(scope);
    return typeof found === 'function' ? (found as Helper).call(scope.context) : found;
  };
}

export function expression(node: hbs.AST.Expression, setting: Setting): Evaluator {
  switch (node.type) {
    case 'PathExpression':
      return path(node as hbs.AST.PathExpression, setting.names);
    case 'SubExpression': {
      const call = node as hbs.AST.SubExpression;
      return isHelperCall(call, setting) ? helperCall(call, setting) : variable(call, setting);
    }
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral': {
      const { value } = node as hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral;
      return () => value;
    }
    case 'NullLiteral':
      return () => null;
    default:
      return () => undefined;
  }
}

function path(node: hbs.AST.PathExpression, names: Setting['names']): Evaluator {
  const { parts, depth, data } = node;
  const param = blockParamOf(node, names);
  if (param) {
    const rest = parts.slice(1);
    return ({ blockParams }) => below((blockParams[param.level] as readonly unknown[])[param.index], rest);
  }
  if (data) return (scope) => belowData(outwards(scope.data, depth), parts);
  return depth === 0 ? ({ context }) => below(context, parts) : ({ depths }) => below(depths[depth], parts);
}

function below(value: unknown, parts: readonly string[]): unknown {
  let at = value;
  for (const part of parts) {
    if (at === null || at === undefined) return at;
    at = lookupProperty(at, part);
  }
  return at;
}

/** Behind `@` Handlebars stops at anything that counts as false. */
function belowData(value: unknown, parts: readonly string[]): unknown {
  let at = value;
  for (const part of parts) {
    if (!at) return at;
    at = lookupProperty(at, part);
  }
  return at;
}

function outwards(data: unknown, depth: number): unknown {
  let at = data;
  for (let i = 0; i < depth && at; i++) at = (at as { _parent?: unknown })._parent;
  return at;
}

/** Only what an object has itself: prototypes, and what they can reach, are no values. */
function lookupProperty(parent: unknown, name: string): unknown {
  const value = (parent as Record<string, unknown>)[name];
  if (value === null || value === undefined) return value;
  if (!Object.prototype.hasOwnProperty.call(parent, name)) return undefined;
  const isConstructor = name === 'constructor' && typeof value === 'function' && parent === value.prototype;
  return isConstructor ? undefined : value;
}

/** What Handlebars tells helpers of the path of an argument. */
function pathText(node: hbs.AST.Expression, { names }: Setting): Evaluator {
  if (node.type === 'SubExpression') return () => true;
  if (node.type !== 'PathExpression') return () => null;
  const { parts, original } = node as hbs.AST.PathExpression;
  const param = blockParamOf(node as hbs.AST.PathExpression, names);
  if (param) {
    const rest = parts
      .slice(1)
      .map((part) => `.${part}`)
      .join('');
    return ({ blockParams }) => {
      const path = (blockParams[param.level]?.path as readonly unknown[])[param.index];
      return rest === '' ? path : String(path) + rest;
    };
  }
  const written = (original ?? '')
    .replace(/^this(?:\.|$)/, '')
    .replace(/^\.\//, '')
    .replace(/^\.$/, '');
  return () => written;
}

function calleeOf({ path: callee }: Call): hbs.AST.PathExpression {
  if (callee.type === 'PathExpression') return callee as hbs.AST.PathExpression;
  const name = String((callee as hbs.AST.StringLiteral).original);
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc: callee.loc };
}

function blockParamOf(
  node: hbs.AST.PathExpression,
  names: Setting['names'],
): { level: number; index: number } | undefined {
  const [name] = node.parts;
  if (name === undefined || node.depth > 0 || isScoped(node)) return undefined;
  for (const [level, each] of names.entries()) {
    const index = each.indexOf(name);
    if (index >= 0) return { level, index };
  }
  return undefined;
}

function isScoped({ original }: hbs.AST.PathExpression): boolean {
  return /^\.|this\b/.test(original);
}

/** Locations of nodes hold offsets in place of columns (see `toHandlebars`). */
export function rangeOf({ loc }: { readonly loc: hbs.AST.SourceLocation }): Range {
  return { start: loc.start.column, end: loc.end.column };
}

/** As Handlebars prints a value. */
export function text(value: unknown): string {
  return value === null || value === undefined ? '' : '' + (value as string);
}
