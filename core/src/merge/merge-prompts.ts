import type { Range } from '../syntax/positions';
import { conflictText, DEFAULT_LABELS, type ConflictLabels } from './conflict-text';
import { normalize } from './line-ends';
import { mergeLines } from './merge-lines';
import { mergePrompt } from './merge-prompt';
import { wholeOf } from './sides';
import type { Clash, ConflictPlace, Piece, Sides, Slice } from './sides';

/** What a merge made. */
export interface MergeResult {
  /** The merged file; conflicts in it stand between markers. Undefined for a file that is deleted. */
  readonly text: string | undefined;
  /** Empty when the sides could be merged. In the order of the text. */
  readonly conflicts: readonly MergeConflict[];
}

/** What two sides changed differently. A side that has nothing there is undefined. */
export interface MergeConflict extends Sides<ConflictSide | undefined> {
  /** `file`: one side deleted the file, the other changed it; the changed text stands in `text`, without markers. */
  readonly place: ConflictPlace | { readonly kind: 'file' };
}

export interface ConflictSide {
  /** Where it stands in that side's own text, in UTF-16 units. */
  readonly range: Range;
  readonly text: string;
}

export interface MergeOptions {
  /** What stands behind the markers, e.g. names of branches; `ours`, `base` and `theirs` by default. */
  readonly labels?: Partial<ConflictLabels>;
}

/**
 * Merges what two sides made of one prompt: the frontmatter by key, the template by message and then by line. Changes that do not
 * concern each other never conflict. What cannot be read as a prompt (on any side) is merged by line. `undefined` stands for a file that
 * does not exist. Never throws.
 */
export function mergePrompts(
  base: string | undefined,
  ours: string | undefined,
  theirs: string | undefined,
  options: MergeOptions = {},
): MergeResult {
  return merge({ base, ours, theirs }, options, mergePrompt);
}

/** Merges files that are no prompts by line, as `git merge-file --diff3` does. Never throws. */
export function mergeTexts(
  base: string | undefined,
  ours: string | undefined,
  theirs: string | undefined,
  options: MergeOptions = {},
): MergeResult {
  return merge({ base, ours, theirs }, options, (sides) => mergeLines(wholes(sides), { kind: 'lines' }));
}

type MergeInput = Sides<string | undefined>;

function wholes({ base, ours, theirs }: Sides<string>): Sides<Slice> {
  return { base: wholeOf(base), ours: wholeOf(ours), theirs: wholeOf(theirs) };
}

function merge(
  input: MergeInput,
  { labels }: MergeOptions,
  mergeSides: (sides: Sides<string>) => Piece[],
): MergeResult {
  const { base, ours, theirs } = input;
  if (ours === theirs || theirs === base) return { text: ours, conflicts: [] };
  if (ours === base) return { text: theirs, conflicts: [] };
  if (ours === undefined || theirs === undefined) return deletedAndChanged(input);
  const { texts, restore, rangeIn } = normalize({ base: base ?? '', ours, theirs });
  const pieces = mergeSides(texts);
  const inSide = (side: keyof Sides<unknown>, slice: Slice | undefined): ConflictSide | undefined => {
    if (slice === undefined) return undefined;
    const range = rangeIn(side, slice);
    return { range, text: (input[side] ?? '').slice(range.start, range.end) };
  };
  const conflicts = pieces
    .filter((piece): piece is Clash => typeof piece !== 'string')
    .map(({ place, ...sides }) => ({
      place,
      base: inSide('base', sides.base),
      ours: inSide('ours', sides.ours),
      theirs: inSide('theirs', sides.theirs),
    }));
  return { text: restore(conflictText(pieces, { ...DEFAULT_LABELS, ...labels })), conflicts };
}

function deletedAndChanged({ base, ours, theirs }: MergeInput): MergeResult {
  const whole = (text: string | undefined): ConflictSide | undefined =>
    text === undefined ? undefined : { range: { start: 0, end: text.length }, text };
  const conflict = {
    place: { kind: 'file' },
    base: whole(base),
    ours: whole(ours),
    theirs: whole(theirs),
  } as const;
  return { text: ours ?? theirs, conflicts: [conflict] };
}
