import type { Range } from '../syntax/positions';

/** What stands on the three sides of a merge. */
export interface Sides<T, Base = T> {
  readonly base: Base;
  readonly ours: T;
  readonly theirs: T;
}

/** A part of one side's text. */
export interface Slice extends Range {
  readonly source: string;
}

/** What two people changed differently. A side that has nothing there is undefined. */
export interface Clash extends Sides<Slice | undefined> {
  readonly place: ConflictPlace;
}

/** Merged text, or what could not be merged. */
export type Piece = string | Clash;

/** What a conflict is about. */
export type ConflictPlace =
  /** A key of the frontmatter; list items are named by what identifies them. */
  | { readonly kind: 'frontmatter'; readonly path: readonly string[] }
  /** The message with this index in `ours`, or in `theirs` where ours has none; text before the first role counts as one. */
  | { readonly kind: 'message'; readonly message: number }
  /** Lines of a file without structure, or of one whose structure cannot be read. */
  | { readonly kind: 'lines' };

/** The merged text; undefined when there is a conflict. */
export function plainText(pieces: readonly Piece[]): string | undefined {
  const texts = pieces.filter((piece) => typeof piece === 'string');
  return texts.length === pieces.length ? texts.join('') : undefined;
}

export function wholeOf(source: string): Slice {
  return { source, start: 0, end: source.length };
}

export function textOf(slice: Slice | undefined): string {
  return slice === undefined ? '' : slice.source.slice(slice.start, slice.end);
}

/** Applies `change` to each side. */
export function onSides<T, R>({ base, ours, theirs }: Sides<T>, change: (side: T) => R): Sides<R> {
  return { base: change(base), ours: change(ours), theirs: change(theirs) };
}

/** The side that changed, or what both became; undefined when both changed differently. */
export function changedSide<T>({ base, ours, theirs }: Sides<T>): T | undefined {
  if (ours === base || ours === theirs) return theirs;
  return theirs === base ? ours : undefined;
}

/** As `changedSide`; where both changed what has no meaning (blanks), either will do, but always the same one. */
export function eitherSide(sides: Sides<string>): string {
  return changedSide(sides) ?? (sides.ours < sides.theirs ? sides.ours : sides.theirs);
}
