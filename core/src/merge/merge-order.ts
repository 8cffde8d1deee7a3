import type { Sides } from './sides';

/** `free`: order has no meaning, so it never conflicts (keys). `strict`: both sides may not change the same place (messages). */
export type OrderRule = 'free' | 'strict';

type Ids = readonly string[];

/**
 * The order of what is kept, from the orders of three lists. A side that moved something wins over one that did not; what was added
 * follows what it followed. Undefined when the rule is strict and both sides moved things differently, or added in one place.
 */
export function mergeOrder(
  sides: Sides<Ids>,
  isKept: (id: string) => boolean,
  rule: OrderRule,
): string[] | undefined {
  const base = sides.base.filter(isKept);
  const spine = mergeSpine(base, onlyIn(base, sides), rule);
  if (spine === undefined) return undefined;
  const gaps = gapsOf(spine, sides, isKept);
  const result: string[] = [];
  for (let gap = 0; gap <= spine.length; gap++) {
    const added = mergeAdded(gaps.ours.get(gap) ?? [], gaps.theirs.get(gap) ?? [], rule);
    if (added === undefined) return undefined;
    result.push(...added);
    const id = spine[gap];
    if (id !== undefined) result.push(id);
  }
  return result;
}

function onlyIn(base: Ids, { ours, theirs }: Sides<Ids>): { ours: Ids; theirs: Ids } {
  const known = new Set(base);
  return { ours: ours.filter((id) => known.has(id)), theirs: theirs.filter((id) => known.has(id)) };
}

/** The order of what the base has already. */
function mergeSpine(
  base: Ids,
  { ours, theirs }: { ours: Ids; theirs: Ids },
  rule: OrderRule,
): Ids | undefined {
  const place = new Map(base.map((id, index) => [id, index]));
  const isInOrder = (ids: Ids): boolean =>
    ids.every((id, index) => index === 0 || (place.get(ids[index - 1] ?? '') ?? 0) < (place.get(id) ?? 0));
  if (isInOrder(ours)) return isInOrder(theirs) ? base : completed(theirs, base);
  if (isInOrder(theirs)) return completed(ours, base);
  const [mine, other] = [JSON.stringify(ours), JSON.stringify(theirs)];
  if (mine !== other && rule === 'strict') return undefined;
  return completed(mine < other ? ours : theirs, base);
}

/** Puts what a side has removed (and the other has changed) where it stood in the base. */
function completed(ids: Ids, base: Ids): Ids {
  if (ids.length === base.length) return ids;
  const have = new Set(ids);
  const following = new Map<string | undefined, string[]>();
  let previous: string | undefined;
  for (const id of base) {
    if (have.has(id)) previous = id;
    else following.set(previous, [...(following.get(previous) ?? []), id]);
  }
  return [undefined, ...ids].flatMap((id) => [
    ...(id === undefined ? [] : [id]),
    ...(following.get(id) ?? []),
  ]);
}

type Gaps = Map<number, string[]>;

/** What each side added, by the number of items of the spine before it. */
function gapsOf(
  spine: Ids,
  sides: Sides<Ids>,
  isKept: (id: string) => boolean,
): { ours: Gaps; theirs: Gaps } {
  const place = new Map(spine.map((id, index) => [id, index + 1]));
  const [mine, other] = [placesIn(sides.ours, place), placesIn(sides.theirs, place)];
  const gaps = (own: Map<string, number>, another: Map<string, number>): Gaps => {
    const result: Gaps = new Map();
    for (const [id, at] of own) {
      if (!isKept(id)) continue;
      const gap = Math.min(at, another.get(id) ?? at);
      const list = result.get(gap);
      if (list) list.push(id);
      else result.set(gap, [id]);
    }
    return result;
  };
  return { ours: gaps(mine, other), theirs: gaps(other, mine) };
}

function placesIn(ids: Ids, place: ReadonlyMap<string, number>): Map<string, number> {
  const places = new Map<string, number>();
  let gap = 0;
  for (const id of ids) {
    const known = place.get(id);
    if (known === undefined) places.set(id, gap);
    else gap = known;
  }
  return places;
}

function mergeAdded(ours: Ids, theirs: Ids, rule: OrderRule): Ids | undefined {
  const [mine, other] = [new Set(ours), new Set(theirs)];
  const [first, second] = ours.join() < theirs.join() ? [ours, theirs] : [theirs, ours];
  const isMineKnown = ours.every((id) => other.has(id));
  const isOtherKnown = theirs.every((id) => mine.has(id));
  if (isMineKnown) return isOtherKnown ? first : theirs;
  if (isOtherKnown) return ours;
  if (rule === 'strict') return undefined;
  return [...new Set([...first, ...second])];
}
