import type { Expression, Hash } from '../syntax/ast';
import { pathName } from '../syntax/template-names';

interface Callable {
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
}

/** What is in reach of an expression. */
export interface Scope {
  readonly helpers: ReadonlySet<string>;
  readonly blockParams: readonly string[];
}

/**
 * What Handlebars makes of a tag when only known helpers may be called: `value` reads a variable, `helper` calls one, and
 * `unknown` is refused.
 */
export function callKind(
  { path, params, hash }: Callable,
  { helpers, blockParams }: Scope,
): 'value' | 'helper' | 'unknown' {
  const { name, simple } = calleeOf(path);
  if (simple && blockParams.includes(name)) return 'value';
  if (params.length > 0 || hash !== undefined) return helpers.has(name) ? 'helper' : 'unknown';
  return simple && helpers.has(name) ? 'helper' : 'value';
}

/** A literal in the place of a name is a name: `{{"a b"}}` reads the variable `a b`. */
export function calleeOf(path: Expression): { name: string; simple: boolean } {
  switch (path.type) {
    case 'PathExpression': {
      const scoped = /^\.|this\b/.test(pathName(path));
      return {
        name: path.parts[0]?.name ?? '',
        simple: path.parts.length === 1 && !scoped && path.depth === 0,
      };
    }
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return { name: String(path.value), simple: true };
    case 'NullLiteral':
      return { name: 'null', simple: true };
    default:
      return { name: 'undefined', simple: true };
  }
}

/** Whether a call has no errors inside and calls known helpers only. */
export function isSound(call: Callable, scope: Scope): boolean {
  if (call.path.type === 'ErrorNode' || callKind(call, scope) === 'unknown') return false;
  return argumentsAreSound(call, scope);
}

export function argumentsAreSound({ params, hash }: Omit<Callable, 'path'>, scope: Scope): boolean {
  const values = [...params, ...(hash?.pairs ?? []).map(({ value }) => value)];
  return values.every((value) => isSoundExpression(value, scope));
}

export function isSoundExpression(expression: Expression, scope: Scope): boolean {
  if (expression.type === 'ErrorNode') return false;
  if (expression.type !== 'SubExpression') return true;
  return scope.helpers.has(calleeOf(expression.path).name) && argumentsAreSound(expression, scope);
}
