import type { PathExpression } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { InputSchema, Variable } from './input-schema';
import { memberOf, type Type } from './schema-types';
import { blockParam, outward, type Scope } from './scope';

/** What a path stands for. */
export type Resolution =
  /** Below the prompt's input: `input` is the name of the variable that it begins with; undefined for the whole. */
  | { readonly kind: 'input'; readonly input: string | undefined; readonly variable: Variable }
  /** Something that the surrounding loop or `with` brought: an item, one of its properties, `this`. */
  | { readonly kind: 'context'; readonly variable: Variable }
  | { readonly kind: 'block-param'; readonly name: string; readonly variable: Variable }
  | { readonly kind: 'data'; readonly name: string; readonly variable: Variable }
  | { readonly kind: 'helper'; readonly name: string }
  /** `known` is the type whose properties do not include the part at `index`. */
  | {
      readonly kind: 'unknown';
      readonly index: number;
      readonly range: Range;
      readonly name: string;
      readonly known: Type;
      /** True when the name would have to be a variable of the prompt itself. */
      readonly isInput: boolean;
      /** The input variable that the path begins with. */
      readonly input: string | undefined;
    };

const INTEGER: Variable = { type: { type: 'integer' } };
const STRING: Variable = { type: { type: 'string' } };
const BOOLEAN: Variable = { type: { type: 'boolean' } };

/** Finds what a path stands for in its scope. Helpers are the caller's business. */
export function resolvePath(
  path: PathExpression,
  scope: Scope,
  { input, root }: { input: InputSchema; root: Scope },
): Resolution {
  const [head] = path.parts;
  if (path.data) return resolveData(path, scope, { input, root });
  if (head && path.depth === 0 && !path.isThis) {
    const variable = blockParam(scope, head.name);
    if (variable) {
      const start: Resolution = { kind: 'block-param', name: head.name, variable };
      return follow(path, { from: 1, start, variable, input });
    }
  }
  const at = outward(scope, path.depth);
  if (at === undefined) return { kind: 'context', variable: { type: undefined } };
  return below(path, 0, { at, input });
}

function resolveData(
  path: PathExpression,
  scope: Scope,
  { input, root }: { input: InputSchema; root: Scope },
): Resolution {
  const name = path.parts[0]?.name ?? '';
  if (name === 'root') return below(path, 1, { at: root, input });
  return {
    kind: 'data',
    name,
    variable: path.parts.length > 1 ? { type: undefined } : loopVariable(name, scope),
  };
}

/** What `@index` and its like hold; anything for a name that the host's context may bring. */
export function loopVariable(name: string, scope: Scope): Variable {
  if (scope.loop === undefined) return { type: undefined };
  if (name === 'index') return INTEGER;
  if (name === 'key') return scope.loop === 'object' ? STRING : INTEGER;
  return name === 'first' || name === 'last' ? BOOLEAN : { type: undefined };
}

function below(
  path: PathExpression,
  from: number,
  { at, input }: { at: Scope; input: InputSchema },
): Resolution {
  const name = path.parts[from]?.name;
  const start: Resolution = at.isRoot
    ? { kind: 'input', input: name, variable: at.context }
    : { kind: 'context', variable: at.context };
  return follow(path, { from, start, variable: at.context, input });
}

function follow(
  path: PathExpression,
  {
    from,
    start,
    variable,
    input,
  }: { from: number; start: Resolution; variable: Variable; input: InputSchema },
): Resolution {
  let at = variable;
  for (let index = from; index < path.parts.length; index++) {
    const part = path.parts[index];
    if (part === undefined) break;
    const member = memberOf(at.type, part.name);
    if (!member.found) {
      const inputName = start.kind === 'input' ? start.input : undefined;
      const isInput = start.kind === 'input' && index === from;
      return {
        kind: 'unknown',
        index,
        range: part.range,
        name: part.name,
        known: at.type,
        isInput,
        input: inputName,
      };
    }
    at = { type: member.type, ...placeOf(at, part.name, input) };
  }
  return start.kind === 'helper' || start.kind === 'unknown' ? start : { ...start, variable: at };
}

/** Where the property `name` of a variable was declared. */
export function placeOf(
  variable: Variable,
  name: string,
  input: InputSchema,
): Pick<Variable, 'path' | 'declaration'> {
  const properties = variable.type?.properties;
  if (typeof properties !== 'object' || properties === null || !Object.hasOwn(properties, name)) return {};
  const child = (properties as Record<string, Type>)[name];
  return input.locate(child, variable.path, name);
}
