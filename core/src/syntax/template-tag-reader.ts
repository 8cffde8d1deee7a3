import { NextOccurrence } from './next-occurrence';
import { TagLexer } from './template-lexer';
import type { TemplateProblems } from './template-problems';
import { parseTag } from './template-tag';
import type { Tag, TagShape } from './template-tag-shape';

/** Reads the insides of tags, whole and half-written ones. */
export class TagReader {
  readonly #text: string;
  readonly #problems: TemplateProblems;
  readonly #lexer: TagLexer;
  readonly #opens: NextOccurrence;
  readonly #closes: NextOccurrence;
  readonly #lineBreaks: NextOccurrence;
  /** Characters read in vain by strict attempts; bounded, so that hostile text cannot make parsing quadratic. */
  #wasted = 0;

  constructor(text: string, problems: TemplateProblems) {
    this.#text = text;
    this.#problems = problems;
    this.#lexer = new TagLexer(text);
    this.#opens = new NextOccurrence(text, '{{');
    this.#closes = new NextOccurrence(text, '}}');
    this.#lineBreaks = new NextOccurrence(text, '\n');
  }

  /** Reads the inside of a tag: strictly, and if that fails once more with errors where they stand. */
  read(inside: number, shape: TagShape): Tag {
    if (this.#wasted <= 2 * this.#text.length + 10_000) {
      const { length } = this.#text;
      this.#lexer.reset(inside, { limit: length, stringLimit: length, tolerant: false });
      const tag = parseTag(this.#lexer, shape);
      if (tag !== undefined) return tag;
      this.#wasted += this.#lexer.reach - inside;
    }
    const bounds = this.tolerantBounds(inside);
    this.#lexer.reset(inside, { ...bounds, tolerant: true });
    const tag = parseTag(this.#lexer, shape, this.#problems.report) as Tag;
    return tag.closed ? tag : { ...tag, end: bounds.limit };
  }

  /**
   * How far a broken tag can reach: through its `}}`, or if another `{{` comes first, to that or to the end of the line.
   */
  tolerantBounds(inside: number): { limit: number; stringLimit: number } {
    const length = this.#text.length;
    const open = this.#opens.from(inside);
    const close = this.#closes.from(inside);
    if (close !== -1 && (open === -1 || close < open)) {
      let end = close + 2;
      while (this.#text.charAt(end) === '}' && end < close + 4) end++;
      return { limit: end, stringLimit: close };
    }
    const lineBreak = this.#lineBreaks.from(inside);
    const limit = Math.min(open === -1 ? length : open, lineBreak === -1 ? length : lineBreak);
    return { limit, stringLimit: limit };
  }
}
