import type { Expression, PathExpression, Statement } from '../syntax/ast';
import type { Frame } from './pieces';

/** What Handlebars, asked to keep track of paths, tells a helper beside its arguments. */
export interface Tracked {
  /** The paths of the arguments as they are written, those of block parameters from the input. */
  readonly ids?: readonly unknown[];
  readonly data?: TrackedData;
}

export interface TrackedData {
  /** The path of `this` from the input. */
  contextPath?: string | undefined;
  readonly _parent?: TrackedData;
}

/** Where an expression stands. */
export interface Standing {
  readonly frame: Frame | undefined;
  readonly blockParams: readonly string[];
}

/**
 * The path from the input to the value that `{{a.b}}` prints, as `items.0.title`; undefined for calls, for `@index` and its like,
 * and where a partial was given another context.
 */
export function valuePath(
  node: Statement,
  { frame, blockParams }: Standing,
  { ids, data }: Tracked,
): string | undefined {
  if (node.type !== 'MustacheStatement' || node.path.type !== 'PathExpression') return undefined;
  const isCall = node.params.length > 0 || node.hash !== undefined;
  if (isCall || hasOwnContext(frame)) return undefined;
  const id = ids?.[1];
  const path = blockParams.includes(headOf(node.path) ?? '')
    ? id
    : pathOf(node.path, { frame, data, base: data?.contextPath });
  return typeof path === 'string' && path !== '' && !UNKNOWN.test(path) ? path : undefined;
}

/** Handlebars writes one of these for what is no path. */
const UNKNOWN = /(?:^|\.)(?:true|null|undefined)(?:\.|$)/;

interface Around {
  readonly frame: Frame | undefined;
  readonly data: TrackedData | undefined;
  /** The path of `this`. */
  readonly base: string | undefined;
}

function pathOf(path: PathExpression, { frame, data, base }: Around): string | undefined {
  const names = path.parts.map(({ name }) => name);
  if (path.data) return names[0] === 'root' ? names.slice(1).join('.') : undefined;
  let at = data;
  for (let depth = 0; depth < path.depth; depth++) at = outwardOf(at);
  const around = path.depth > 0 ? at?.contextPath : base;
  const given = argumentNamed(names[0], frame, around);
  if (!given) return [...(around ? [around] : []), ...names].join('.');
  const { value, caller } = given;
  const isFree =
    value.type === 'PathExpression' && value.depth === 0 && !caller.blockParams.includes(headOf(value) ?? '');
  const start = isFree
    ? pathOf(value, { frame: caller.parent, data: undefined, base: caller.path })
    : undefined;
  return start === undefined ? undefined : [start, ...names.slice(1)].join('.');
}

/** The value that the nearest caller gave to a name: `{{> partial name=value}}`. */
function argumentNamed(
  name: string | undefined,
  frame: Frame | undefined,
  around: string | undefined,
): { value: Expression; caller: Frame } | undefined {
  for (let caller = frame; caller && caller.path === around; caller = caller.parent) {
    const pair = caller.node.hash?.pairs.findLast(({ key }) => key === name);
    if (pair) return { value: pair.value, caller };
  }
  return undefined;
}

/** Frames of loop variables nest; those that share a path share a context. */
function outwardOf(data: TrackedData | undefined): TrackedData | undefined {
  let at = data;
  while (at && at.contextPath === data?.contextPath) at = at._parent;
  return at;
}

function hasOwnContext(frame: Frame | undefined): boolean {
  for (let at = frame; at; at = at.parent) if (at.node.params.length > 0) return true;
  return false;
}

/** The name that a path begins with, where it may be a block parameter. */
function headOf({ parts, data, depth, isThis }: PathExpression): string | undefined {
  return data || depth > 0 || isThis ? undefined : parts[0]?.name;
}
