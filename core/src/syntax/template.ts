import type { Program } from './ast';
import { NextOccurrence } from './next-occurrence';
import type { Range } from './positions';
import { stripFlags } from './strip-flags';
import { BlockBuilder, NO_DECORATORS } from './template-blocks';
import type { BlockKind, BlockTag } from './template-blocks';
import { closingName } from './template-names';
import { TemplateProblems } from './template-problems';
import type { TagShape } from './template-tag-shape';
import { TagReader } from './template-tag-reader';
import { TextReader } from './template-text';
import type { SyntaxProblem } from './tree';

/**
 * Parses a Handlebars 4.7 template. Never throws: what is not valid becomes an ErrorNode and a problem, and
 * parsing goes on behind it. Takes time linear in the text and constant stack, however deep blocks are nested.
 */
export function parseTemplate(source: string, range: Range): { program: Program; problems: SyntaxProblem[] } {
  return new TemplateParser(source, range).parse();
}

const INVERSE = /\^\s*~?\}\}/y;
const ELSE = /\s*else\s*~?\}\}/y;
const ELSE_CHAIN = /\s*else\b/y;

const CLOSED: TagShape = { closer: 'close' };
const UNESCAPED: TagShape = { closer: 'close-unescaped' };
const CLOSING: TagShape = { closer: 'close', args: false };
const BLOCK: TagShape = { closer: 'close', blockParams: true };
const PARTIAL: TagShape = { closer: 'close', partial: true };

/** Tells which tag stands where; what is in it, between and around them is read by others. */
class TemplateParser {
  readonly #text: string;
  readonly #range: Range;
  readonly #problems: TemplateProblems;
  readonly #blocks: BlockBuilder;
  readonly #texts: TextReader;
  readonly #tags: TagReader;
  readonly #closes: NextOccurrence;
  readonly #dashes: NextOccurrence;
  #noCommentEnds = false;
  #at: number;

  constructor(source: string, range: Range) {
    this.#text = source.length === range.end ? source : source.slice(0, range.end);
    this.#range = range;
    this.#problems = new TemplateProblems(this.#text);
    this.#blocks = new BlockBuilder(this.#text, range.start, this.#problems);
    this.#texts = new TextReader(this.#text, this.#problems, this.#blocks.add);
    this.#tags = new TagReader(this.#text, this.#problems);
    this.#closes = new NextOccurrence(this.#text, '}}');
    this.#dashes = new NextOccurrence(this.#text, '--');
    this.#at = range.start;
  }

  parse(): { program: Program; problems: SyntaxProblem[] } {
    while (this.#at < this.#text.length) {
      const { end, tagFollows } = this.#texts.readText(this.#at);
      this.#at = end;
      if (tagFollows) this.#tag(end);
    }
    const program = this.#blocks.finish(this.#range);
    return { program, problems: this.#problems.list };
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
        return this.#blocks.close(this.#read(start, inside + 1, CLOSING));
      case '!':
        return this.#comment(start, inside + 1);
      case '*':
        return this.#decorator(start, inside + 1);
      case '{':
        return this.#mustache(start, inside + 1, UNESCAPED);
      case '&':
        return this.#mustache(start, inside + 1, CLOSED);
      case '^':
        return this.#caret(start, inside);
      default:
        return this.#elseOrMustache(start, inside);
    }
  }

  #elseOrMustache(start: number, inside: number): void {
    const end = matchEnd(ELSE, this.#text, inside);
    if (end !== -1) return this.#else(start, end);
    const chain = matchEnd(ELSE_CHAIN, this.#text, inside);
    if (chain === -1) return this.#mustache(start, inside, CLOSED);
    this.#blocks.elseChain(this.#read(start, chain, BLOCK));
  }

  #caret(start: number, inside: number): void {
    const end = matchEnd(INVERSE, this.#text, inside);
    if (end !== -1) this.#else(start, end);
    else this.#open('inverse', this.#read(start, inside + 1, BLOCK));
  }

  #else(start: number, end: number): void {
    const strip = stripFlags(this.#stripsOpen(start), this.#text.charAt(end - 3) === '~');
    this.#blocks.else(this.#advance(start, end), strip);
  }

  #blockTag(start: number, inside: number): void {
    const next = this.#text.charAt(inside);
    if (next === '>') this.#open('partial', this.#read(start, inside + 1, PARTIAL));
    else if (next === '*') this.#open('decorator', this.#read(start, inside + 1, BLOCK));
    else this.#open('block', this.#read(start, inside, BLOCK));
  }

  #open(kind: BlockKind, block: BlockTag): void {
    this.#blocks.open(kind, block);
    // A block without a name is being typed: it must not swallow the rest of the file.
    if (block.tag.path.type === 'ErrorNode') this.#blocks.closeInnermost({ end: block.range.end });
  }

  #mustache(start: number, inside: number, shape: TagShape): void {
    const { tag, range, openStrip } = this.#read(start, inside, shape);
    const { path, params, hash, stripClose } = tag;
    const escaped = this.#text.charAt(inside - 1) !== '&' && shape.closer === 'close';
    const strip = stripFlags(openStrip, stripClose);
    this.#blocks.add({ type: 'MustacheStatement', range, path, params, hash, escaped, strip });
  }

  #partial(start: number, inside: number): void {
    const { tag, range, openStrip } = this.#read(start, inside, PARTIAL);
    const { path: name, params, hash, stripClose } = tag;
    const strip = stripFlags(openStrip, stripClose);
    this.#blocks.add({ type: 'PartialStatement', range, name, params, hash, indent: '', strip });
  }

  #decorator(start: number, inside: number): void {
    const { range } = this.#read(start, inside, CLOSED);
    this.#blocks.add(this.#problems.error(NO_DECORATORS, range));
  }

  #comment(start: number, inside: number): void {
    const isLong = this.#text.startsWith('--', inside);
    const end = isLong ? this.#longCommentEnd(inside) : this.#closes.from(inside) + 2;
    if (end < 2) {
      const range = this.#advance(start, this.#tags.tolerantBounds(inside).limit);
      this.#blocks.add(this.#problems.error('This comment is not closed.', range));
      return;
    }
    const written = this.#text.slice(start, end);
    this.#blocks.add({
      type: 'CommentStatement',
      range: this.#advance(start, end),
      value: written.replace(/^\{\{~?!-?-?/, '').replace(/-?-?~?\}\}$/, ''),
      strip: stripFlags(this.#stripsOpen(start), written.charAt(written.length - 3) === '~'),
    });
  }

  /** Behind the next `--}}` or `--~}}`, or -1. */
  #longCommentEnd(from: number): number {
    if (this.#noCommentEnds) return -1;
    for (let at = this.#dashes.from(from); at !== -1; at = this.#dashes.from(at + 1)) {
      if (this.#text.startsWith('}}', at + 2)) return at + 4;
      if (this.#text.startsWith('~}}', at + 2)) return at + 5;
    }
    this.#noCommentEnds = true;
    return -1;
  }

  #rawBlock(start: number): void {
    const block = this.#read(start, start + 4, { closer: 'close-raw' });
    this.#blocks.open('block', { ...block, openStrip: false });
    if (!block.tag.closed) return this.#blocks.closeInnermost({ end: this.#at });
    const { end, name } = this.#texts.readRaw(this.#at);
    this.#at = end;
    if (name === undefined) return this.#blocks.leaveUnclosed(end);
    const closeRange = { start: end - name.length - 9, end };
    const { path } = block.tag;
    if (path.type !== 'ErrorNode' && closingName(path) !== name) {
      const expected = this.#text.slice(path.range.start, path.range.end);
      this.#problems.report(`This does not close \`{{{{${expected}}}}}\`.`, closeRange);
    }
    this.#blocks.closeInnermost({ end, closeRange, closeStrip: stripFlags(false, false) });
  }

  /** Reads the inside of a tag and moves behind it. */
  #read(start: number, inside: number, shape: TagShape): BlockTag {
    const tag = this.#tags.read(inside, shape);
    return { tag, range: this.#advance(start, tag.end), openStrip: this.#stripsOpen(start) };
  }

  #stripsOpen(start: number): boolean {
    return this.#text.charAt(start + 2) === '~';
  }

  #advance(start: number, end: number): Range {
    this.#at = end;
    return { start, end };
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}
