import type { Fix } from '../diagnostic';
import { memberOf, typeNames } from '../model/schema-types';
import { blockParam, outward, type Scope } from '../model/scope';
import type { PathExpression } from '../syntax/ast';
import { replace } from './fixes';
import type { RuleContext } from './rule';

/** A name that an outer level has is reached by `../`: the repair that says so. */
export function pathFromOutside(node: PathExpression, scope: Scope, { text }: RuleContext): Fix | undefined {
  const name = node.parts[0]?.name;
  if (name === undefined || node.data || node.isThis || node.depth > 0 || blockParam(scope, name))
    return undefined;
  for (let depth = 1, at = outward(scope, 1); at !== undefined; depth++, at = outward(scope, depth)) {
    const isObject = typeNames(at.context.type)?.has('object') === true;
    if (isObject && memberOf(at.context.type, name).found) {
      return replace(node.range, '../'.repeat(depth) + text(node.range));
    }
    if (depth > 20) return undefined;
  }
  return undefined;
}
