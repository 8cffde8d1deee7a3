import { onSides, textOf } from './sides';
import type { Piece, Sides } from './sides';

/** What stands behind the markers of a conflict. */
export type ConflictLabels = Sides<string>;

export const DEFAULT_LABELS: ConflictLabels = { base: 'base', ours: 'ours', theirs: 'theirs' };

/**
 * The merged text. Conflicts stand between the markers of Git's `diff3` style, which Git, VS Code and others understand. Markers stand on
 * lines of their own: a conflict within a line shows the whole line.
 */
export function conflictText(pieces: readonly Piece[], labels: ConflictLabels): string {
  const writer = new Writer(labels);
  for (const piece of pieces) {
    if (typeof piece === 'string') writer.text(piece);
    else writer.clash(onSides<typeof piece.base, string>(piece, textOf));
  }
  return writer.finish();
}

/** `written` is done; the last, unfinished line (or lines, once there is a conflict in it) stands in `open`. */
class Writer {
  readonly #labels: ConflictLabels;
  readonly #written: string[] = [];
  #open: Sides<string> = NOTHING;
  #conflicting = false;

  constructor(labels: ConflictLabels) {
    this.#labels = labels;
  }

  text(text: string): void {
    let rest = text;
    if (this.#conflicting) {
      const end = this.#endsWithLine() ? 0 : text.indexOf('\n') + 1;
      const isWhole = this.#endsWithLine() || end > 0;
      this.#append(onSides(NOTHING, () => (isWhole ? text.slice(0, end) : text)));
      if (!isWhole) return;
      this.#close();
      rest = text.slice(end);
    }
    const lineStart = rest.lastIndexOf('\n') + 1;
    if (lineStart > 0) {
      this.#written.push(this.#open.base, rest.slice(0, lineStart));
      this.#open = NOTHING;
    }
    this.#append(onSides(NOTHING, () => rest.slice(lineStart)));
  }

  clash(texts: Sides<string>): void {
    if (this.#conflicting && this.#endsWithLine()) this.#close();
    this.#append(texts);
    this.#conflicting = true;
  }

  finish(): string {
    if (this.#conflicting) this.#close();
    return this.#written.join('') + this.#open.base;
  }

  #append({ base, ours, theirs }: Sides<string>): void {
    this.#open = {
      base: this.#open.base + base,
      ours: this.#open.ours + ours,
      theirs: this.#open.theirs + theirs,
    };
  }

  #endsWithLine(): boolean {
    return [this.#open.base, this.#open.ours, this.#open.theirs].every(
      (text) => text === '' || text.endsWith('\n'),
    );
  }

  #close(): void {
    const { base, ours, theirs } = onSides(this.#open, (text) =>
      text === '' || text.endsWith('\n') ? text : `${text}\n`,
    );
    const { base: baseLabel, ours: oursLabel, theirs: theirsLabel } = this.#labels;
    this.#written.push(`<<<<<<< ${oursLabel}\n`, ours, `||||||| ${baseLabel}\n`, base);
    this.#written.push('=======\n', theirs, `>>>>>>> ${theirsLabel}\n`);
    this.#open = NOTHING;
    this.#conflicting = false;
  }
}

const NOTHING: Sides<string> = { base: '', ours: '', theirs: '' };
