import { changedRegions, type Region } from './changed-regions';

/** What messages are told apart by. */
export interface ComparableMessage {
  readonly role: string;
  readonly text: string;
}

/** Comparing each with each costs the square of their number; beyond this only their places count. */
const MAX_COMPARISONS = 2500;
/** Messages that share so much of their words are one message that was changed. */
const SIMILAR = 0.5;

/**
 * Which message of `before` each message of `after` has come from: first those with the same text, then those that are most alike, then
 * those with the same role in the same place. Undefined for a new one.
 */
export function pairMessages(
  before: readonly ComparableMessage[],
  after: readonly ComparableMessage[],
): (number | undefined)[] {
  const pairs = new Pairs(before.length, after.length);
  const regions = changedRegions(before.map(keyOf), after.map(keyOf));
  pairUnchanged(pairs, regions);
  pairEqual(pairs, before, after);
  // Words need not be counted for a message that was changed in its place, when nothing else was.
  const [region] = regions;
  if (regions.length === 1 && region !== undefined) pairAlone(pairs, region, { before, after });
  pairSimilar(pairs, before, after);
  for (const region of regions) pairByRole(pairs, region, { before, after });
  return pairs.result;
}

function keyOf({ role, text }: ComparableMessage): string {
  return `${role}\n${text.trim()}`;
}

class Pairs {
  readonly result: (number | undefined)[];
  readonly #used = new Set<number>();
  readonly #before: number;

  constructor(before: number, after: number) {
    this.#before = before;
    this.result = Array.from({ length: after }, () => undefined);
  }

  add(from: number, to: number): void {
    this.result[to] = from;
    this.#used.add(from);
  }

  freeBefore(start = 0, end = this.#before): number[] {
    return range(start, end).filter((index) => !this.#used.has(index));
  }

  freeAfter(start = 0, end = this.result.length): number[] {
    return range(start, end).filter((index) => this.result[index] === undefined);
  }
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function pairUnchanged(pairs: Pairs, regions: readonly Region[]): void {
  let [from, to] = [0, 0];
  const end = pairs.freeBefore().length;
  for (const region of [...regions, { start: end, end, otherEnd: 0 }]) {
    while (from < region.start) pairs.add(from++, to++);
    from = region.end;
    to = region.otherEnd;
  }
}

type Messages = readonly ComparableMessage[];

function pairEqual(pairs: Pairs, before: Messages, after: Messages): void {
  const places = Map.groupBy(pairs.freeBefore(), (index) => keyOf(before[index] ?? NONE));
  for (const index of pairs.freeAfter()) {
    const from = places.get(keyOf(after[index] ?? NONE))?.shift();
    if (from !== undefined) pairs.add(from, index);
  }
}

const NONE: ComparableMessage = { role: '', text: '' };

function pairAlone(
  pairs: Pairs,
  { start, end, otherStart, otherEnd }: Region,
  { before, after }: { before: Messages; after: Messages },
): void {
  const isOne = end - start === 1 && otherEnd - otherStart === 1;
  if (isOne && before[start]?.role === after[otherStart]?.role) pairs.add(start, otherStart);
}

function pairSimilar(pairs: Pairs, before: Messages, after: Messages): void {
  const [olds, news] = [pairs.freeBefore(), pairs.freeAfter()];
  const comparisons = olds.length * news.length;
  if (comparisons === 0 || comparisons > MAX_COMPARISONS) return;
  const words = new Map(olds.map((index) => [index, wordsOf(before[index]?.text ?? '')]));
  const found = news.flatMap((to) => {
    const own = wordsOf(after[to]?.text ?? '');
    return olds.map((from) => {
      const sameRole = before[from]?.role === after[to]?.role;
      return { from, to, likeness: likeness(words.get(from) ?? own, own) + (sameRole ? 0.1 : 0) };
    });
  });
  const best = found.filter((pair) => pair.likeness >= SIMILAR);
  best.sort((a, b) => b.likeness - a.likeness || Math.abs(a.from - a.to) - Math.abs(b.from - b.to));
  for (const { from, to } of best)
    if (pairs.result[to] === undefined && !pairs.result.includes(from)) pairs.add(from, to);
}

function wordsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.match(/[\p{L}\p{N}_]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Dice's coefficient of the words: 1 for the same words, 0 for none in common. */
function likeness(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let [common, all] = [0, 0];
  for (const [word, count] of one) {
    all += count;
    common += Math.min(count, other.get(word) ?? 0);
  }
  for (const count of other.values()) all += count;
  return all === 0 ? 0 : (2 * common) / all;
}

function pairByRole(
  pairs: Pairs,
  { start, end, otherStart, otherEnd }: Region,
  { before, after }: { before: Messages; after: Messages },
): void {
  const free = pairs.freeBefore(start, end);
  for (const to of pairs.freeAfter(otherStart, otherEnd)) {
    const at = free.findIndex((from) => before[from]?.role === after[to]?.role);
    if (at === -1) continue;
    const [from] = free.splice(0, at + 1).slice(-1);
    if (from !== undefined) pairs.add(from, to);
  }
}
