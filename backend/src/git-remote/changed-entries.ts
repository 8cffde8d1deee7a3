import type { CommonEnds } from './delta-writing';

/** An entry of a tree; `name` holds its bytes as Latin-1, which is enough to compare. */
export interface RawEntry {
  readonly isFolder: boolean;
  readonly name: string;
  readonly id: string;
}

/**
 * The entries of `after` that `before` need not have, with those of `before` in the same place. Walks from entry to
 * entry without reading them: only those between the common ends are decoded, however large the folder is.
 */
export function changedEntries(
  before: Buffer,
  after: Buffer,
  ends: CommonEnds,
): { before: RawEntry[]; after: RawEntry[] } {
  const old = stretch(before, ends.prefix);
  const fresh = stretch(after, ends.prefix);
  // Both are read alike from where both have an entry begin within the common end.
  const begins = new Set(old.map(({ start }) => before.length - start));
  const end = after.length - ends.suffix;
  const same = fresh.find(({ start }) => start >= end && begins.has(after.length - start));
  const tail = same === undefined ? 0 : after.length - same.start;
  return {
    before: old.filter(({ start }) => start < before.length - tail).map((place) => decode(before, place)),
    after: fresh.filter(({ start }) => start < after.length - tail).map((place) => decode(after, place)),
  };
}

interface EntryPlace {
  readonly start: number;
  /** Of the NUL behind the name. */
  readonly nul: number;
}

/** Where the entries are that end behind `from`. */
function stretch(tree: Buffer, from: number): EntryPlace[] {
  const places: EntryPlace[] = [];
  for (let start = 0; start < tree.length;) {
    const nul = tree.indexOf(0, start);
    const end = nul + 21;
    if (end > from) places.push({ start, nul });
    start = end;
  }
  return places;
}

function decode(tree: Buffer, { start, nul }: EntryPlace): RawEntry {
  const [mode = '', name = ''] = splitOnce(tree.toString('latin1', start, nul));
  return { isFolder: mode === '40000', name, id: tree.toString('hex', nul + 1, nul + 21) };
}

function splitOnce(text: string): [string, string] {
  const space = text.indexOf(' ');
  return [text.slice(0, space), text.slice(space + 1)];
}
