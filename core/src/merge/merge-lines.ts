import { changedRegions, type Region } from '../diff/changed-regions';
import { linesOf } from '../diff/lines-of';
import { changedSide, onSides, textOf } from './sides';
import type { ConflictPlace, Piece, Sides, Slice } from './sides';

/**
 * Merges three texts line by line: what one side changed is taken, what both changed alike is taken once, and changes that overlap or
 * touch are a conflict, as with `git merge-file`.
 */
export function mergeLines(sides: Sides<Slice>, place: ConflictPlace): Piece[] {
  const texts = onSides(sides, textOf);
  const same = changedSide(texts);
  if (same !== undefined) return [same];
  const lines = onSides(sides, placedLines);
  const pieces: Piece[] = [];
  let done = 0;
  for (const group of groupsOf(lines)) {
    pieces.push(lines.base.text(done, group.base.start));
    pieces.push(...mergeGroup(group, lines, place));
    done = group.base.end;
  }
  pieces.push(lines.base.text(done, lines.base.list.length));
  return pieces.filter((piece) => piece !== '');
}

interface PlacedLines {
  readonly list: readonly string[];
  slice(from: number, to: number): Slice;
  text(from: number, to: number): string;
}

function placedLines({ source, start, end }: Slice): PlacedLines {
  const list = linesOf(source.slice(start, end));
  const starts = [start];
  let at = start;
  for (const line of list) starts.push((at += line.length));
  const slice = (from: number, to: number): Slice => ({
    source,
    start: starts[from] ?? end,
    end: starts[to] ?? end,
  });
  return { list, slice, text: (from, to) => textOf(slice(from, to)) };
}

interface LineSpan {
  readonly start: number;
  readonly end: number;
}

function mergeGroup(group: Sides<LineSpan>, lines: Sides<PlacedLines>, place: ConflictPlace): Piece[] {
  const slices = {
    base: lines.base.slice(group.base.start, group.base.end),
    ours: lines.ours.slice(group.ours.start, group.ours.end),
    theirs: lines.theirs.slice(group.theirs.start, group.theirs.end),
  };
  const same = changedSide(onSides(slices, textOf));
  return [same ?? { place, ...slices }];
}

/** Changes of both sides that overlap or touch stand in one group; the lines between groups are common to all three. */
function groupsOf({ base, ours, theirs }: Sides<PlacedLines>): Sides<LineSpan>[] {
  const mine = new Changes(changedRegions(base.list, ours.list));
  const other = new Changes(changedRegions(base.list, theirs.list));
  const groups: Sides<LineSpan>[] = [];
  for (;;) {
    const start = Math.min(mine.nextStart(), other.nextStart());
    if (start === Infinity) return groups;
    const [shiftOurs, shiftTheirs] = [mine.shift, other.shift];
    let end = start;
    for (let grown = true; grown;) {
      const before = Math.max(mine.takeFrom(end), other.takeFrom(end));
      grown = before > end || mine.nextStart() <= end || other.nextStart() <= end;
      end = Math.max(end, before);
    }
    groups.push({
      base: { start, end },
      ours: { start: start + shiftOurs, end: end + mine.shift },
      theirs: { start: start + shiftTheirs, end: end + other.shift },
    });
  }
}

/** The changes of one side, taken from the first to the last. */
class Changes {
  readonly #regions: readonly Region[];
  #next = 0;
  /** How far the lines behind the changes taken so far have moved. */
  shift = 0;

  constructor(regions: readonly Region[]) {
    this.#regions = regions;
  }

  nextStart(): number {
    return this.#regions[this.#next]?.start ?? Infinity;
  }

  /** Takes the next change if it begins at `end` or before it; says where it ends in the base. */
  takeFrom(end: number): number {
    const region = this.#regions[this.#next];
    if (region === undefined || region.start > end) return end;
    this.#next++;
    this.shift = region.otherEnd - region.end;
    return region.end;
  }
}
