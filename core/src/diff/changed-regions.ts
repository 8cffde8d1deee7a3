import { diffArrays } from 'diff';

/** Items `[start, end)` of the one list that were replaced by items `[otherStart, otherEnd)` of the other. One of them may be empty. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly otherStart: number;
  readonly otherEnd: number;
}

/** Finding the shortest difference costs the square of its length: beyond these many changes it is only approximated. */
const MAX_EDITS = 1000;
const MAX_EDITS_IN_GAP = 100;

/**
 * Where two lists differ, in order; between two regions stands at least one common item. The difference is the shortest one for lists
 * that have much in common; for others it is found between the items that both have just once. Changes that could stand in several
 * places stand in the last one, as Git places them.
 */
export function changedRegions(before: readonly string[], after: readonly string[]): Region[] {
  const all = trimmed(before, after, {
    start: 0,
    end: before.length,
    otherStart: 0,
    otherEnd: after.length,
  });
  if (isEmpty(all)) return [];
  const found =
    shortest(before, after, { ...all, limit: MAX_EDITS }) ??
    gapsBetweenAnchors(before, after, all).flatMap(
      (gap) => shortest(before, after, { ...gap, limit: MAX_EDITS_IN_GAP }) ?? [gap],
    );
  return slidDown(before, after, joined(found));
}

function isEmpty({ start, end, otherStart, otherEnd }: Region): boolean {
  return start === end && otherStart === otherEnd;
}

/** Without the common beginning and the common end. */
function trimmed(before: readonly string[], after: readonly string[], region: Region): Region {
  let { start, end, otherStart, otherEnd } = region;
  while (start < end && otherStart < otherEnd && before[start] === after[otherStart]) {
    start++;
    otherStart++;
  }
  while (start < end && otherStart < otherEnd && before[end - 1] === after[otherEnd - 1]) {
    end--;
    otherEnd--;
  }
  return { start, end, otherStart, otherEnd };
}

function shortest(
  before: readonly string[],
  after: readonly string[],
  { limit, ...region }: Region & { limit: number },
): Region[] | undefined {
  if (region.start === region.end || region.otherStart === region.otherEnd)
    return isEmpty(region) ? [] : [region];
  const changes = diffArrays(
    before.slice(region.start, region.end),
    after.slice(region.otherStart, region.otherEnd),
    { maxEditLength: limit },
  );
  if (changes === undefined) return undefined;
  const regions: Region[] = [];
  let { start, otherStart } = region;
  for (const { added, removed, value } of changes) {
    const end = added ? start : start + value.length;
    const otherEnd = removed ? otherStart : otherStart + value.length;
    if (added || removed) regions.push({ start, end, otherStart, otherEnd });
    start = end;
    otherStart = otherEnd;
  }
  return joined(regions);
}

/** Makes one region of those that touch. */
function joined(regions: readonly Region[]): Region[] {
  const result: Region[] = [];
  for (const region of regions) {
    const last = result.at(-1);
    if (last?.end === region.start && last.otherEnd === region.otherStart)
      result[result.length - 1] = { ...last, end: region.end, otherEnd: region.otherEnd };
    else result.push(region);
  }
  return result;
}

/** What stands between the items that both lists have exactly once, and in the same order. */
function gapsBetweenAnchors(before: readonly string[], after: readonly string[], all: Region): Region[] {
  const gaps: Region[] = [];
  let { start, otherStart } = all;
  for (const [at, otherAt] of anchors(before, after, all)) {
    gaps.push(trimmed(before, after, { start, end: at, otherStart, otherEnd: otherAt }));
    start = at + 1;
    otherStart = otherAt + 1;
  }
  gaps.push(trimmed(before, after, { start, end: all.end, otherStart, otherEnd: all.otherEnd }));
  return gaps.filter((gap) => !isEmpty(gap));
}

function anchors(before: readonly string[], after: readonly string[], region: Region): [number, number][] {
  const places = onlyPlaces(before, region.start, region.end);
  const others = onlyPlaces(after, region.otherStart, region.otherEnd);
  const pairs: [number, number][] = [];
  for (const [item, at] of places) {
    const otherAt = others.get(item);
    if (otherAt !== undefined) pairs.push([at, otherAt]);
  }
  return longestAscending(pairs);
}

/** The places of items that stand in the list once, in order. */
function onlyPlaces(list: readonly string[], start: number, end: number): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (let at = start; at < end; at++) {
    const item = list[at] ?? '';
    if (places.has(item)) repeated.add(item);
    else places.set(item, at);
  }
  for (const item of repeated) places.delete(item);
  return places;
}

/** The longest choice of pairs (ordered by their first number) whose second numbers ascend: patience sorting. */
export function longestAscending(pairs: readonly [number, number][]): [number, number][] {
  const piles: number[] = [];
  const previous: (number | undefined)[] = [];
  pairs.forEach(([, value], index) => {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[piles[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = piles[low - 1];
    piles[low] = index;
  });
  const chosen: [number, number][] = [];
  for (let at = piles.at(-1); at !== undefined; at = previous[at]) {
    const pair = pairs[at];
    if (pair) chosen.push(pair);
  }
  return chosen.reverse();
}

/** Moves pure insertions and pure deletions down as far as the text allows. */
function slidDown(before: readonly string[], after: readonly string[], regions: readonly Region[]): Region[] {
  const result: Region[] = [];
  for (let index = regions.length - 1; index >= 0; index--) {
    let region = regions[index];
    if (region === undefined) continue;
    const next = result.at(-1);
    const limit = next?.start ?? before.length;
    const deletes = region.otherStart === region.otherEnd;
    const inserts = region.start === region.end;
    if (deletes || inserts) {
      const [list, from, to] = deletes
        ? [before, region.start, region.end]
        : [after, region.otherStart, region.otherEnd];
      let by = 0;
      while (region.end + by < limit && list[from + by] === list[to + by]) by++;
      region = {
        start: region.start + by,
        end: region.end + by,
        otherStart: region.otherStart + by,
        otherEnd: region.otherEnd + by,
      };
    }
    result.push(region);
  }
  return joined(result.reverse());
}
