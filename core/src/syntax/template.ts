import type {
  BlockParam,
  BlockStatement,
  CommentStatement,
  ErrorNode,
  Hash,
  Expression,
  Program,
  Statement,
  StripFlags,
} from './ast';
import type { Range } from './positions';
import { NextOccurrence } from './next-occurrence';
import { closingName } from './template-names';
import { TagLexer } from './template-lexer';
import { parseTag } from './template-tag';
import type { Tag, TagShape } from './template-tag';
import { WhitespaceControl } from './template-whitespace';
import type { SyntaxProblem } from './tree';

/** More problems than this help nobody; a binary file has millions. */
const MAX_PROBLEMS = 1000;

/**
 * Parses a Handlebars 4.7 template. Never throws: what is not valid becomes an ErrorNode and a problem, and
 * parsing goes on behind it. Takes time linear in the text and constant stack, however deep blocks are nested.
 */
export function parseTemplate(source: string, range: Range): { program: Program; problems: SyntaxProblem[] } {
  return new TemplateParser(source, range).parse();
}

/** A block that is open. */
interface Frame {
  readonly kind: 'block' | 'inverse' | 'chain' | 'partial' | 'decorator';
  readonly start: number;
  readonly openRange: Range;
  readonly openStrip: StripFlags;
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
  readonly blockParams: readonly BlockParam[];
  readonly name: unknown;
  /** The statements of the surrounding program. */
  readonly outer: Statement[];
  readonly outerStart: number;
  /** What stood before `{{else}}`, once that was read. */
  first?: Program;
  elseRange?: Range;
  inverseStrip?: StripFlags;
  /** A closing tag that fits no open block was reported inside of this one. */
  strayClose?: boolean;
}

const INVERSE = /\^\s*~?\}\}/y;
const ELSE = /\s*else\s*~?\}\}/y;
const ELSE_CHAIN = /\s*else\b/y;
const RAW_END = /\{\{\{\{\/([^\s!"#%-,./;->@[-^`{-~]+)\}\}\}\}/y;

class TemplateParser {
  readonly #text: string;
  readonly #range: Range;
  readonly #lexer: TagLexer;
  readonly #problems: SyntaxProblem[] = [];
  readonly #whitespace = new WhitespaceControl();
  readonly #frames: Frame[] = [];
  /** How many open blocks have a name. */
  readonly #openNames = new Map<unknown, number>();
  readonly #opens: NextOccurrence;
  readonly #closes: NextOccurrence;
  readonly #lineBreaks: NextOccurrence;
  readonly #commentEnds: NextOccurrence;
  readonly #nuls: NextOccurrence;
  #noCommentEnds = false;
  #body: Statement[] = [];
  #bodyStart: number;
  #at: number;
  /** Characters read in vain by strict attempts; bounded, so that hostile text cannot make parsing quadratic. */
  #wasted = 0;

  constructor(source: string, range: Range) {
    this.#text = source.length === range.end ? source : source.slice(0, range.end);
    this.#range = range;
    this.#lexer = new TagLexer(this.#text);
    this.#opens = new NextOccurrence(this.#text, '{{');
    this.#closes = new NextOccurrence(this.#text, '}}');
    this.#lineBreaks = new NextOccurrence(this.#text, '\n');
    this.#commentEnds = new NextOccurrence(this.#text, '--');
    this.#nuls = new NextOccurrence(this.#text, '\0');
    this.#bodyStart = range.start;
    this.#at = range.start;
  }

  parse(): { program: Program; problems: SyntaxProblem[] } {
    while (this.#at < this.#text.length) {
      if (!this.#content()) this.#tag(this.#at);
    }
    while (this.#frames.length > 0) this.#leaveUnclosed();
    this.#whitespace.finishProgram(this.#body, true);
    const program: Program = { type: 'Program', range: this.#range, body: this.#body, blockParams: [] };
    return { program, problems: this.#problems };
  }

  /** Text up to the next tag; true when it also took an escaped tag or the end, so that no tag follows here. */
  #content(): boolean {
    const start = this.#at;
    const open = this.#opens.from(start);
    if (open === -1) {
      this.#addContent({ start, end: this.#text.length });
      this.#at = this.#text.length;
      return true;
    }
    this.#at = open;
    if (open === start || this.#text.charAt(open - 1) !== '\\') {
      this.#addContent({ start, end: open });
      return false;
    }
    if (open - 2 >= start && this.#text.charAt(open - 2) === '\\') {
      this.#addContent({ start, end: open }, { end: open - 1 });
      return false;
    }
    // Handlebars makes no node of an empty text: a backslash with nothing before it belongs to what follows.
    const alone = open - 1 === start;
    if (!alone) this.#addContent({ start, end: open }, { end: open - 1 });
    this.#at = this.#escapedEnd(open + 2);
    this.#addContent({ start: alone ? start : open, end: this.#at }, { start: open });
    return true;
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
      this.#body.push(this.#error('A NUL character cannot stand in a template.', { start: nul, end: from }));
    }
    this.#pushContent({ start: from, end }, printed);
  }

  #pushContent(range: Range, printed: { start?: number; end?: number }): void {
    if (range.end === range.start) return;
    const start = Math.max(range.start, printed.start ?? 0);
    const original = this.#text.slice(start, Math.max(start, Math.min(range.end, printed.end ?? range.end)));
    this.#body.push({ type: 'ContentStatement', range, value: original, original });
  }

  #tag(start: number): void {
    const text = this.#text;
    if (text.startsWith('{{{{', start)) {
      this.#rawBlock(start);
      return;
    }
    const strip = text.charAt(start + 2) === '~';
    const inside = start + (strip ? 3 : 2);
    switch (text.charAt(inside)) {
      case '>':
        return this.#partial(start, inside + 1);
      case '#':
        return this.#blockTag(start, inside + 1);
      case '/':
        return this.#closeTag(start, inside + 1);
      case '!':
        return this.#comment(start, inside + 1);
      case '*':
        return this.#decorator(start, inside + 1);
      case '{':
        return this.#mustache(start, inside + 1, { closer: 'close-unescaped' });
      case '&':
        return this.#mustache(start, inside + 1, { closer: 'close' });
      case '^':
        return this.#caret(start, inside);
      default:
        return this.#elseOrMustache(start, inside);
    }
  }

  #elseOrMustache(start: number, inside: number): void {
    const end = matchEnd(ELSE, this.#text, inside);
    if (end !== -1) return this.#else({ start, end });
    const chain = matchEnd(ELSE_CHAIN, this.#text, inside);
    if (chain !== -1) return this.#elseChain(start, chain);
    return this.#mustache(start, inside, { closer: 'close' });
  }

  #caret(start: number, inside: number): void {
    const end = matchEnd(INVERSE, this.#text, inside);
    if (end !== -1) this.#else({ start, end });
    else this.#open('inverse', { start, inside: inside + 1, shape: { closer: 'close', blockParams: true } });
  }

  #blockTag(start: number, inside: number): void {
    const next = this.#text.charAt(inside);
    const shape: TagShape = { closer: 'close', blockParams: true };
    if (next === '>')
      this.#open('partial', { start, inside: inside + 1, shape: { closer: 'close', partial: true } });
    else if (next === '*') this.#open('decorator', { start, inside: inside + 1, shape });
    else this.#open('block', { start, inside, shape });
  }

  #mustache(start: number, inside: number, shape: TagShape): void {
    const { path, params, hash, stripClose, end } = this.#readTag(inside, shape);
    const strip = { open: this.#stripsOpen(start), close: stripClose };
    const flag = this.#text.charAt(inside - 1);
    const escaped = flag !== '&' && shape.closer === 'close';
    const range = this.#advance(start, end);
    this.#body.push({ type: 'MustacheStatement', range, path, params, hash, escaped, strip });
  }

  #partial(start: number, inside: number): void {
    const { path, params, hash, stripClose, end } = this.#readTag(inside, { closer: 'close', partial: true });
    const strip = { open: this.#stripsOpen(start), close: stripClose };
    const range = this.#advance(start, end);
    this.#body.push({ type: 'PartialStatement', range, name: path, params, hash, indent: '', strip });
  }

  #decorator(start: number, inside: number): void {
    const { end } = this.#readTag(inside, { closer: 'close' });
    this.#pushError('Decorators are not part of the prompt language.', { start, end });
  }

  #comment(start: number, inside: number): void {
    const text = this.#text;
    const end = text.startsWith('--', inside) ? this.#longCommentEnd(inside) : this.#closes.from(inside) + 2;
    if (end < 2) {
      const message = 'This comment is not closed.';
      return this.#pushError(message, { start, end: this.#tolerantBounds(inside).limit });
    }
    const written = text.slice(start, end);
    const node: CommentStatement = {
      type: 'CommentStatement',
      range: this.#advance(start, end),
      value: written.replace(/^\{\{~?!-?-?/, '').replace(/-?-?~?\}\}$/, ''),
      strip: { open: this.#stripsOpen(start), close: written.charAt(written.length - 3) === '~' },
    };
    this.#body.push(node);
  }

  /** Behind the next `--}}` or `--~}}`, or -1. */
  #longCommentEnd(from: number): number {
    if (this.#noCommentEnds) return -1;
    for (
      let dashes = this.#commentEnds.from(from);
      dashes !== -1;
      dashes = this.#commentEnds.from(dashes + 1)
    ) {
      if (this.#text.startsWith('}}', dashes + 2)) return dashes + 4;
      if (this.#text.startsWith('~}}', dashes + 2)) return dashes + 5;
    }
    this.#noCommentEnds = true;
    return -1;
  }

  #open(
    kind: 'block' | 'inverse' | 'partial' | 'decorator',
    { start, inside, shape }: { start: number; inside: number; shape: TagShape },
  ): void {
    const tag = this.#readTag(inside, shape);
    const range = this.#advance(start, tag.end);
    if (kind === 'decorator') this.#report('Decorators are not part of the prompt language.', range);
    this.#push(kind, range, tag);
    // A block without a name is being typed: it must not swallow the rest of the file.
    if (tag.path.type === 'ErrorNode') this.#closeFrame({ end: tag.end });
  }

  #push(kind: Frame['kind'], openRange: Range, { path, params, hash, blockParams, stripClose }: Tag): void {
    const name = closingName(path);
    const frame: Frame = {
      kind,
      start: openRange.start,
      openRange,
      openStrip: { open: this.#stripsOpen(openRange.start), close: stripClose },
      path,
      params,
      hash,
      blockParams,
      name,
      outer: this.#body,
      outerStart: this.#bodyStart,
    };
    this.#frames.push(frame);
    if (kind !== 'chain') this.#openNames.set(name, (this.#openNames.get(name) ?? 0) + 1);
    this.#body = [];
    this.#bodyStart = openRange.end;
  }

  #else(range: Range): void {
    const frame = this.#frames.at(-1);
    const { start, end } = range;
    const strip = { open: this.#stripsOpen(start), close: this.#text.charAt(end - 3) === '~' };
    if (!this.#takesElse(frame)) return this.#pushError(elseMessage(frame), range);
    this.#endFirst(frame, { range: this.#advance(start, end), strip });
  }

  #elseChain(start: number, inside: number): void {
    const tag = this.#readTag(inside, { closer: 'close', blockParams: true });
    const frame = this.#frames.at(-1);
    if (!this.#takesElse(frame)) return this.#pushError(elseMessage(frame), { start, end: tag.end });
    if (frame.kind === 'inverse') {
      return this.#pushError('Only `{{else}}` can stand in a `{{^…}}` block.', { start, end: tag.end });
    }
    const range = this.#advance(start, tag.end);
    this.#endFirst(frame, { range, strip: { open: this.#stripsOpen(start), close: tag.stripClose } });
    this.#bodyStart = start;
    this.#push('chain', range, tag);
  }

  #takesElse(frame: Frame | undefined): frame is Frame {
    if (frame === undefined || frame.first !== undefined) return false;
    return frame.kind === 'block' || frame.kind === 'inverse' || frame.kind === 'chain';
  }

  /** At an `{{else}}`: what was read so far is the first program of the block. */
  #endFirst(frame: Frame, { range, strip }: { range: Range; strip: StripFlags }): void {
    frame.first = this.#endProgram(range.start, frame.blockParams);
    frame.elseRange = range;
    frame.inverseStrip = strip;
    this.#body = [];
    this.#bodyStart = range.end;
  }

  #closeTag(start: number, inside: number): void {
    const { path, stripClose, end } = this.#readTag(inside, { closer: 'close', args: false });
    const name = closingName(path);
    if ((this.#openNames.get(name) ?? 0) === 0) {
      const inner = this.#innermost();
      if (inner !== undefined) inner.strayClose = true;
      if (path.type !== 'ErrorNode') return this.#pushError(strayMessage(inner, this.#text), { start, end });
      this.#body.push(this.#errorNode(path.message, this.#advance(start, end)));
      return;
    }
    const range = this.#advance(start, end);
    while (this.#innermost()?.name !== name) this.#leaveUnclosed(start);
    this.#closeFrame({
      end,
      closeRange: range,
      closeStrip: { open: this.#stripsOpen(start), close: stripClose },
    });
  }

  /** The innermost open block that has a closing tag of its own. */
  #innermost(): Frame | undefined {
    let i = this.#frames.length - 1;
    while (this.#frames[i]?.kind === 'chain') i--;
    return this.#frames[i];
  }

  #leaveUnclosed(end = this.#text.length): void {
    const frame = this.#innermost() as Frame;
    if (frame.strayClose !== true) {
      const written = this.#text.slice(frame.path.range.start, frame.path.range.end);
      this.#report(`This block is not closed: \`{{/${written}}}\` is missing.`, frame.openRange);
    }
    this.#closeFrame({ end });
  }

  /** Ends the innermost block, with its `{{else if}}`s. `end` is behind its closing tag. */
  #closeFrame(close: { end: number; closeRange?: Range; closeStrip?: StripFlags }): void {
    const bodyEnd = close.closeRange?.start ?? close.end;
    for (let frame = this.#frames.at(-1); frame?.kind === 'chain'; frame = this.#frames.at(-1)) {
      const isFirst = this.#frames.at(-2)?.kind !== 'chain';
      const closeStrip = isFirst ? close.closeStrip : frame.openStrip;
      this.#frames.pop();
      this.#endBlock(frame, { end: bodyEnd, bodyEnd, closeStrip });
    }
    const frame = this.#frames.pop() as Frame;
    this.#openNames.set(frame.name, (this.#openNames.get(frame.name) ?? 1) - 1);
    if (frame.kind === 'partial') this.#endPartialBlock(frame, bodyEnd, close);
    else if (frame.kind === 'decorator') this.#endDecorator(frame, close.end);
    else this.#endBlock(frame, { ...close, bodyEnd });
  }

  #endBlock(
    frame: Frame,
    close: { end: number; bodyEnd: number; closeRange?: Range; closeStrip?: StripFlags | undefined },
  ): void {
    const last = this.#endProgram(close.bodyEnd, frame.first === undefined ? frame.blockParams : []);
    const inverted = frame.kind === 'inverse';
    const { program, inverse } = arrange(frame, last);
    const block: BlockStatement = {
      type: 'BlockStatement',
      range: { start: frame.start, end: close.end },
      openRange: frame.openRange,
      elseRange: frame.elseRange,
      closeRange: close.closeRange,
      path: frame.path,
      params: frame.params,
      hash: frame.hash,
      program,
      inverse,
      chained: frame.kind === 'chain',
      inverted,
      openStrip: frame.openStrip,
      inverseStrip: frame.inverseStrip,
      closeStrip: close.closeStrip,
    };
    this.#whitespace.finishBlock(block);
    this.#resume(frame, block);
  }

  #endPartialBlock(
    frame: Frame,
    bodyEnd: number,
    { end, closeRange, closeStrip }: { end: number; closeRange?: Range; closeStrip?: StripFlags },
  ): void {
    const program = this.#endProgram(bodyEnd, []);
    const { openRange, path: name, params, hash, openStrip } = frame;
    const block: Statement = {
      type: 'PartialBlockStatement',
      range: { start: frame.start, end },
      openRange,
      closeRange,
      name,
      params,
      hash,
      program,
      openStrip,
      closeStrip,
    };
    this.#whitespace.finishBlock(block);
    this.#resume(frame, block);
  }

  #endDecorator(frame: Frame, end: number): void {
    const range = { start: frame.start, end };
    this.#resume(frame, this.#errorNode('Decorators are not part of the prompt language.', range));
  }

  #endProgram(end: number, blockParams: readonly BlockParam[]): Program {
    this.#whitespace.finishProgram(this.#body, false);
    return { type: 'Program', range: { start: this.#bodyStart, end }, body: this.#body, blockParams };
  }

  #resume(frame: Frame, statement: Statement): void {
    this.#body = frame.outer;
    this.#bodyStart = frame.outerStart;
    this.#body.push(statement);
  }

  #rawBlock(start: number): void {
    const tag = this.#readTag(start + 4, { closer: 'close-raw' });
    const range = this.#advance(start, tag.end);
    this.#push('block', range, tag);
    const frame = this.#frames.at(-1) as Frame;
    if (!tag.closed) return this.#closeFrame({ end: tag.end });
    const name = this.#rawContent();
    const end = this.#at;
    if (name === undefined) return this.#leaveUnclosed(end);
    const closeRange = { start: end - name.length - 9, end };
    if (name !== frame.name) {
      this.#report(`\`${name}\` does not close \`${String(frame.name)}\`.`, closeRange);
    }
    this.#closeFrame({ end, closeRange, closeStrip: { open: false, close: false } });
  }

  /** Reads the text of a raw block, in the pieces that Handlebars makes of it; the name in its closing tag. */
  #rawContent(): string | undefined {
    const text = this.#text;
    let depth = 1;
    for (;;) {
      const start = this.#at;
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
          if (depth === 0) {
            this.#at = end;
            return closing[1];
          }
        }
      }
      if (end === -1) {
        this.#addContent({ start, end: text.length });
        this.#at = text.length;
        return undefined;
      }
      this.#addContent({ start, end });
      this.#at = end;
    }
  }

  /** Reads the inside of a tag: strictly, and if that fails once more with errors where they stand. */
  #readTag(inside: number, shape: TagShape): Tag {
    if (this.#wasted <= 2 * this.#text.length + 10_000) {
      const { length } = this.#text;
      this.#lexer.reset(inside, { limit: length, stringLimit: length, tolerant: false });
      const tag = parseTag(this.#lexer, shape);
      if (tag !== undefined) return tag;
      this.#wasted += this.#lexer.reach - inside;
    }
    const bounds = this.#tolerantBounds(inside);
    this.#lexer.reset(inside, { ...bounds, tolerant: true });
    const tag = parseTag(this.#lexer, shape, (message, range) => {
      this.#report(message, range);
    }) as Tag;
    return tag.closed ? tag : { ...tag, end: bounds.limit };
  }

  /**
   * How far a broken tag can reach: through its `}}`, or if another `{{` comes first, to that or to the end of the line.
   */
  #tolerantBounds(inside: number): { limit: number; stringLimit: number } {
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

  #stripsOpen(start: number): boolean {
    return this.#text.charAt(start + 2) === '~';
  }

  /** Moves behind a tag; its range. */
  #advance(start: number, end: number): Range {
    this.#at = end;
    return { start, end };
  }

  #pushError(message: string, { start, end }: Range): void {
    const range = this.#advance(start, end);
    this.#body.push(this.#error(message, range));
  }

  #error(message: string, range: Range): ErrorNode {
    this.#report(message, range);
    return this.#errorNode(message, range);
  }

  #errorNode(message: string, range: Range): ErrorNode {
    return { type: 'ErrorNode', range, text: this.#text.slice(range.start, range.end), message };
  }

  #report(message: string, range: Range): void {
    if (this.#problems.length < MAX_PROBLEMS) {
      this.#problems.push({ code: 'template-syntax', message, range });
    }
  }
}

/** Which of a block's two programs is which: `{{^x}}` prints its first when `x` is false. */
function arrange(frame: Frame, last: Program): { program: Program; inverse: Program | undefined } {
  if (frame.kind !== 'inverse') {
    return frame.first === undefined
      ? { program: last, inverse: undefined }
      : { program: frame.first, inverse: last };
  }
  if (frame.first !== undefined) return { program: last, inverse: frame.first };
  const { end } = frame.openRange;
  const empty: Program = { type: 'Program', range: { start: end, end }, body: [], blockParams: [] };
  return { program: empty, inverse: last };
}

function elseMessage(frame: Frame | undefined): string {
  if (frame === undefined) return '`{{else}}` stands outside of any block.';
  if (frame.first !== undefined) return 'This block has an `{{else}}` already.';
  return '`{{else}}` cannot stand in this block.';
}

function strayMessage(inner: Frame | undefined, text: string): string {
  if (inner === undefined) return 'There is no open block that this could close.';
  const name = text.slice(inner.path.range.start, inner.path.range.end);
  return `This does not close the open block: \`{{/${name}}}\` is expected.`;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}
