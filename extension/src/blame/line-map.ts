/** Looking for the shortest difference costs its square: with more changed lines than these, all between the first and the last counts as changed. */
const MAX_CHANGES = 1000;

/**
 * For each line of `after` (from 0) the line of `before` that it is unchanged from, -1 for a new one: as many as possible, in
 * order (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986).
 */
export function unchangedLines(before: readonly string[], after: readonly string[]): Int32Array {
  const lines = new Int32Array(after.length).fill(-1);
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    lines[start] = start;
    start++;
  }
  let [a, b] = [before.length, after.length];
  while (a > start && b > start && before[a - 1] === after[b - 1]) lines[--b] = --a;
  for (const [x, y] of commonLines(before.slice(start, a), after.slice(start, b)))
    lines[start + y] = start + x;
  return lines;
}

/** How far down `before` each diagonal was reached with so many changes; diagonal `k` at index `k + changes`. */
type Reached = Int32Array;

/** Pairs of equal lines on the way with the fewest changes; none when it has too many. */
function commonLines(before: readonly string[], after: readonly string[]): [number, number][] {
  const steps: Reached[] = [];
  for (let changes = 0; changes <= MAX_CHANGES; changes++) {
    const reached = new Int32Array(2 * changes + 1);
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let { x } = entry(steps[changes - 1], changes, diagonal);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      reached[diagonal + changes] = x;
      if (x >= before.length && x - diagonal >= after.length) return wayBack(steps, diagonal, x);
    }
    steps.push(reached);
  }
  return [];
}

/** Where a diagonal is entered with one change more, and from which: a line put in comes from above, one taken out from below. */
function entry(reached: Reached | undefined, changes: number, diagonal: number): { x: number; from: number } {
  if (reached === undefined) return { x: 0, from: diagonal };
  const at = (from: number): number => reached[from + changes - 1] ?? -1;
  const isFromAbove = diagonal === -changes || (diagonal !== changes && at(diagonal - 1) < at(diagonal + 1));
  return isFromAbove
    ? { x: at(diagonal + 1), from: diagonal + 1 }
    : { x: at(diagonal - 1) + 1, from: diagonal - 1 };
}

function wayBack(steps: readonly Reached[], end: number, last: number): [number, number][] {
  const found: [number, number][] = [];
  let [diagonal, x] = [end, last];
  for (let changes = steps.length; changes >= 0; changes--) {
    const entered = entry(steps[changes - 1], changes, diagonal);
    for (; x > entered.x; x--) found.push([x - 1, x - 1 - diagonal]);
    diagonal = entered.from;
    x = steps[changes - 1]?.[diagonal + changes - 1] ?? 0;
  }
  return found;
}
