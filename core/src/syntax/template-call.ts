import type { Expression, Hash, HashPair } from './ast';
import type { Range } from './positions';

/** What most tags have of arguments and block parameters. One for all of them. */
export const NONE: readonly never[] = [];

/** A copy without the room for more that growing arrays keep: four fifths of most. */
export function exact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}

/** A call being read: the tag itself or an open parenthesis. `key` is a named argument's that waits for its value. */
export interface OpenCall {
  readonly start: number;
  path: Expression | undefined;
  readonly params: Expression[];
  readonly pairs: HashPair[];
  key: { readonly name: string; readonly range: Range } | undefined;
}

export function openCall(start: number): OpenCall {
  return { start, path: undefined, params: [], pairs: [], key: undefined };
}

/** Gives the waiting key its value. */
export function closePair(call: OpenCall, value: Expression): void {
  if (call.key === undefined) return;
  const { name, range } = call.key;
  call.key = undefined;
  call.pairs.push({
    type: 'HashPair',
    range: { start: range.start, end: Math.max(value.range.end, range.end) },
    key: name,
    keyRange: range,
    value,
  });
}

export function hashOf(pairs: HashPair[]): Hash | undefined {
  const first = pairs[0];
  const last = pairs[pairs.length - 1];
  if (first === undefined || last === undefined) return undefined;
  return { type: 'Hash', range: { start: first.range.start, end: last.range.end }, pairs: exact(pairs) };
}
