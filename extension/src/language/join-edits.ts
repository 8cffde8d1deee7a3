/** A replacement, in offsets. */
export interface PlainEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** The text after edits that do not overlap, in whatever order they come. */
export function joinEdits(text: string, edits: readonly PlainEdit[]): string {
  return [...edits]
    .sort((left, right) => right.start - left.start)
    .reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}
