import type { BlockStatement } from '../syntax/ast';
import { builtinHelper } from './helpers';
import type { Variable } from './input-schema';
import type { Resolution } from './resolve';
import { elementOf, typeNames } from './schema-types';
import { innerScope, type Scope } from './scope';

/** What a block is about, as far as it is known. */
export interface BlockSubject {
  readonly scope: Scope;
  /** The helper that the block calls; undefined for `{{#user}}`, a block over a value. */
  readonly helper: string | undefined;
  /** What its first argument, or the value, stands for. */
  readonly value: Resolution | undefined;
}

/** The scope inside of a block's body. */
export function enterBlock(node: BlockStatement, { scope, helper, value }: BlockSubject): Scope {
  const params = node.program.blockParams;
  const subject: Variable = value && 'variable' in value ? value.variable : { type: undefined };
  if (helper === 'each') return loop(scope, subject, node);
  if (helper === 'with')
    return innerScope(scope, { context: entered(scope, value, subject), params, paramTypes: [subject] });
  if (helper !== undefined) {
    // A helper of the host may call its body with anything.
    const context = builtinHelper(helper) ? undefined : { type: undefined };
    return innerScope(scope, { context, params });
  }
  const names = typeNames(subject.type);
  if (names?.has('array')) return loop(scope, subject, node);
  const keeps = names !== undefined && !names.has('object');
  return innerScope(scope, { context: keeps ? undefined : entered(scope, value, subject), params });
}

/** Handlebars opens no new level when the value is what `this` is already, by whatever name: `../` then leads further out. */
function entered(scope: Scope, value: Resolution | undefined, subject: Variable): Variable | undefined {
  const { context } = scope;
  const isSamePlace = subject.path !== undefined && subject.path.join('\n') === context.path?.join('\n');
  return value !== undefined && (subject === context || isSamePlace) ? undefined : subject;
}

function loop(scope: Scope, subject: Variable, node: BlockStatement): Scope {
  const names = typeNames(subject.type);
  const overObject = names?.has('object') === true && !names.has('array');
  const path = subject.path && [...subject.path, 'items'];
  const element: Variable = { type: elementOf(subject.type), ...(path && { path }) };
  const key: Variable = { type: { type: overObject ? 'string' : 'integer' } };
  return innerScope(scope, {
    context: element,
    params: node.program.blockParams,
    paramTypes: [element, key],
    loop: overObject ? 'object' : 'list',
  });
}
