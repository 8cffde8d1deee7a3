import type { BlockParam } from '../syntax/ast';
import type { InputSchema, Variable } from './input-schema';

/** What the names in one place of a template mean. */
export interface Scope {
  /** What `this` is. */
  readonly context: Variable;
  /** The scope that `../` leads to; undefined at the top. */
  readonly outer: Scope | undefined;
  /** Names between the pipes of the surrounding blocks, nearest first. */
  readonly blockParams: ReadonlyMap<string, Variable>;
  /** Where more of them are, when there are very many. */
  readonly named: Scope | undefined;
  /** `@index` and its like, from the loop that opened this scope. */
  readonly loop: 'list' | 'object' | undefined;
  /** True when `this` is the prompt's whole input. */
  readonly isRoot: boolean;
}

const NO_PARAMS: ReadonlyMap<string, Variable> = new Map();

export function rootScope(input: InputSchema): Scope {
  return {
    context: { type: input.type, path: ['input', 'schema'] },
    outer: undefined,
    blockParams: NO_PARAMS,
    named: undefined,
    loop: undefined,
    isRoot: true,
  };
}

export interface Inner {
  /** Undefined: `this` stays what it is. */
  readonly context?: Variable | undefined;
  readonly params?: readonly BlockParam[];
  readonly paramTypes?: readonly Variable[];
  readonly loop?: 'list' | 'object' | undefined;
}

/** The scope inside of a block; the same one where names mean what they mean around it. */
export function innerScope(parent: Scope, { context, params = [], paramTypes = [], loop }: Inner): Scope {
  if (context === undefined && params.length === 0 && loop === undefined) return parent;
  const own = params.map(({ name, range }, i): [string, Variable] => [
    name,
    { ...paramTypes[i], type: paramTypes[i]?.type, declaration: range },
  ]);
  return {
    context: context ?? parent.context,
    outer: context ? parent : parent.outer,
    ...withParams(parent, own),
    loop: loop ?? parent.loop,
    isRoot: context === undefined && parent.isRoot,
  };
}

/** Copying small maps keeps the chain of lookups short, and the copies cheap. */
const MAX_COPIED = 64;

function withParams(parent: Scope, own: readonly [string, Variable][]): Pick<Scope, 'blockParams' | 'named'> {
  if (own.length === 0) return { blockParams: parent.blockParams, named: parent.named };
  const inherited = parent.blockParams.size < MAX_COPIED;
  // Of two names that are the same, Handlebars takes the first.
  const blockParams = new Map(own.toReversed());
  if (!inherited) return { blockParams, named: parent };
  for (const [name, variable] of parent.blockParams)
    if (!blockParams.has(name)) blockParams.set(name, variable);
  return { blockParams, named: parent.named };
}

export function blockParam(scope: Scope, name: string): Variable | undefined {
  for (let each: Scope | undefined = scope; each; each = each.named) {
    const variable = each.blockParams.get(name);
    if (variable) return variable;
  }
  return undefined;
}

/** The scope that `../` repeated `depth` times leads to. */
export function outward(scope: Scope, depth: number): Scope | undefined {
  let at: Scope | undefined = scope;
  for (let i = 0; i < depth && at; i++) at = at.outer;
  return at;
}
