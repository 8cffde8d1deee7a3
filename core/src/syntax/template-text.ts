import type { Statement } from './ast';
import { NextOccurrence } from './next-occurrence';
import type { Range } from './positions';
import type { TemplateProblems } from './template-problems';

export interface TextEnd {
  readonly end: number;
  /** False behind an escaped tag, whose end may be another escape, and at the end of the template. */
  readonly tagFollows: boolean;
}

const RAW_END = /\{\{\{\{\/([^\s!"#%-,./;->@[-^`{-~]+)\}\}\}\}/y;

/** Reads what stands between tags: text, with `\\{{` escapes, and the inside of raw blocks. */
export class TextReader {
  readonly #text: string;
  readonly #problems: TemplateProblems;
  readonly #add: (statement: Statement) => void;
  readonly #opens: NextOccurrence;
  readonly #nuls: NextOccurrence;

  constructor(text: string, problems: TemplateProblems, add: (statement: Statement) => void) {
    this.#text = text;
    this.#problems = problems;
    this.#add = add;
    this.#opens = new NextOccurrence(text, '{{');
    this.#nuls = new NextOccurrence(text, '\0');
  }

  /** Reads the text up to the next tag. */
  readText(start: number): TextEnd {
    const open = this.#opens.from(start);
    if (open === -1) {
      this.#addContent({ start, end: this.#text.length });
      return { end: this.#text.length, tagFollows: false };
    }
    if (open === start || this.#text.charAt(open - 1) !== '\\') {
      this.#addContent({ start, end: open });
      return { end: open, tagFollows: true };
    }
    if (open - 2 >= start && this.#text.charAt(open - 2) === '\\') {
      this.#addContent({ start, end: open }, { end: open - 1 });
      return { end: open, tagFollows: true };
    }
    // Handlebars makes no node of an empty text: a backslash with nothing before it belongs to what follows.
    const alone = open - 1 === start;
    if (!alone) this.#addContent({ start, end: open }, { end: open - 1 });
    const end = this.#escapedEnd(open + 2);
    this.#addContent({ start: alone ? start : open, end }, { start: open });
    return { end, tagFollows: false };
  }

  /** Where the text behind an escaped `{{` ends: at the next tag, or at the backslashes before it. */
  #escapedEnd(from: number): number {
    const open = this.#opens.from(from);
    if (open === -1) return this.#text.length;
    let end = open;
    while (end > from && open - end < 2 && this.#text.charAt(end - 1) === '\\') end--;
    return end;
  }

  /** Adds text, of which only `printed` is printed: the rest are escaping backslashes. NULs become errors. */
  #addContent({ start, end }: Range, printed: { start?: number; end?: number } = {}): void {
    let from = start;
    for (let nul = this.#nuls.from(from); nul !== -1 && nul < end; nul = this.#nuls.from(from)) {
      this.#pushContent({ start: from, end: nul }, printed);
      from = nul;
      while (from < end && this.#text.charCodeAt(from) === 0) from++;
      this.#add(
        this.#problems.error('A NUL character cannot stand in a template.', { start: nul, end: from }),
      );
    }
    this.#pushContent({ start: from, end }, printed);
  }

  #pushContent(range: Range, printed: { start?: number; end?: number }): void {
    if (range.end === range.start) return;
    const start = Math.max(range.start, printed.start ?? 0);
    const original = this.#text.slice(start, Math.max(start, Math.min(range.end, printed.end ?? range.end)));
    this.#add({ type: 'ContentStatement', range, value: original, original });
  }

  /** Reads the text of a raw block, in the pieces that Handlebars makes of it, and the name in its closing tag. */
  readRaw(from: number): { end: number; name: string | undefined } {
    const text = this.#text;
    let depth = 1;
    for (let start = from; ;) {
      let end = text.indexOf('{{{{', start + 1);
      if (text.startsWith('{{{{', start) && start + 4 < text.length) {
        RAW_END.lastIndex = start;
        const closing = RAW_END.exec(text);
        if (text.charAt(start + 4) !== '/') {
          depth++;
          end = start + 4;
        } else if (closing !== null) {
          depth--;
          end = RAW_END.lastIndex;
          if (depth === 0) return { end, name: closing[1] };
        }
      }
      if (end === -1) {
        this.#addContent({ start, end: text.length });
        return { end: text.length, name: undefined };
      }
      this.#addContent({ start, end });
      start = end;
    }
  }
}
