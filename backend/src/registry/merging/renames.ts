import { setImmediate } from 'node:timers/promises';
import type { TreeDifference } from '../tree-reading';
import { maySimilar, type Pieces, piecesOf, RENAME_SIMILARITY, similarity } from '../tracing/similarity';
import type { MergeSources } from './merge-trees';

/** Where each file was before, by where it is now: paths that one side took away and added. */
export type Renames = ReadonlyMap<string, string>;

/** Files without content say nothing of where they came from. */
const EMPTY = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
/** Pairs of files that are compared, and bytes of them that are read, to find which are alike. */
const MAX_PAIRS = 10_000;
const MAX_BYTES = 8 << 20;
const NOTHING = piecesOf(new Uint8Array());

interface File {
  readonly path: string;
  readonly blob: string;
}

/**
 * The files that one side renamed: added with the content of one that is gone, as Git pairs them, and of the rest those that
 * are alike from 50 % on, the most alike first. Only files in `relevant` (old paths) are compared: of the others the other
 * side has nothing that could follow.
 */
export async function findRenames(
  differences: readonly TreeDifference[],
  relevant: (path: string) => boolean,
  sources: MergeSources,
): Promise<Renames> {
  const gone = files(
    differences.map(({ path, from, to }) => ({ path, blob: to === undefined ? from : undefined })),
  );
  const added = files(
    differences.map(({ path, from, to }) => ({ path, blob: from === undefined ? to : undefined })),
  );
  const renames = new Map<string, string>();
  const same = groups(gone, ({ blob }) => blob);
  const namesake = groups(gone, nameAndBlob);
  for (const file of added) {
    if (file.blob === EMPTY) continue;
    const found = first(namesake.get(nameAndBlob(file))) ?? first(same.get(file.blob));
    if (found === undefined) continue;
    renames.set(file.path, found.path);
    gone.delete(found);
    same.get(found.blob)?.delete(found);
    namesake.get(nameAndBlob(found))?.delete(found);
    added.delete(file);
  }
  const open = [...gone].filter(({ path }) => relevant(path));
  for (const { from, to } of await alike(open, [...added], sources)) {
    if (!gone.delete(from) || !added.delete(to)) continue;
    renames.set(to.path, from.path);
  }
  return renames;
}

interface Pair {
  readonly from: File;
  readonly to: File;
  readonly score: number;
}

/** Pairs of files that may be one, the most alike first. */
async function alike(gone: readonly File[], added: readonly File[], sources: MergeSources): Promise<Pair[]> {
  if (gone.length * added.length === 0 || gone.length * added.length > MAX_PAIRS) return [];
  const sizes = await sources.readSizes([...gone, ...added].map(({ blob }) => blob));
  const sizeOf = ({ blob }: File) => sizes.get(blob) ?? 0;
  const candidates = gone.flatMap((from) =>
    added.filter((to) => maySimilar(sizeOf(from), sizeOf(to))).map((to) => ({ from, to })),
  );
  const wanted = [...new Set(candidates.flatMap(({ from, to }) => [from.blob, to.blob]))];
  if (wanted.reduce((sum, blob) => sum + (sizes.get(blob) ?? 0), 0) > MAX_BYTES) return [];
  const pieces = await cutBlobs(wanted, sources);
  const pairs: Pair[] = [];
  for (const { from, to } of candidates) {
    pairs.push({ from, to, score: similarity(pieces(from), pieces(to)) });
    await setImmediate();
  }
  return pairs
    .filter(({ score }) => score >= RENAME_SIMILARITY)
    .sort((a, b) => b.score - a.score || sameName(b) - sameName(a));
}

/** Each once, however many others it is compared with; in between others have their turn. */
async function cutBlobs(blobs: readonly string[], sources: MergeSources): Promise<(file: File) => Pieces> {
  const pieces = new Map<string, Pieces>();
  for (const [blob, content] of await sources.readBlobs(blobs)) {
    pieces.set(blob, piecesOf(content));
    await setImmediate();
  }
  return ({ blob }) => pieces.get(blob) ?? NOTHING;
}

function files(given: readonly { path: string; blob: string | undefined }[]): Set<File> {
  return new Set(given.flatMap(({ path, blob }) => (blob === undefined ? [] : [{ path, blob }])));
}

function groups(given: Iterable<File>, keyOf: (file: File) => string): Map<string, Set<File>> {
  return new Map([...Map.groupBy(given, keyOf)].map(([key, group]) => [key, new Set(group)]));
}

const first = (group: ReadonlySet<File> | undefined): File | undefined => group?.values().next().value;
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const nameAndBlob = ({ path, blob }: File): string => `${blob} ${nameOf(path)}`;
const sameName = ({ from, to }: Pair): number => Number(nameOf(from.path) === nameOf(to.path));
