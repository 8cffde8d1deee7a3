import type { Range } from '@prompthub/core';

interface Open {
  readonly name: string;
  /** Its opening tag, then its `{{else}}`s. */
  readonly spans: Range[];
}

/** Goes from block tag to block tag, up to a limit, and knows which blocks are open. Made to be quick on long texts. */
export class TagReader {
  readonly open: Open[] = [];
  /** At the end: the start of the tag that the limit lies inside of. */
  inside: number | undefined;
  /** At the end: whether that tag is a comment or a raw block. */
  isInert = false;
  /** The name in the first closing tag that closes no open block. */
  stray: string | undefined;
  readonly #text: string;
  readonly #limit: number;
  #at: number;

  constructor(text: string, start: number, limit: number) {
    this.#text = text;
    this.#at = start;
    this.#limit = limit;
  }

  /** Reads the next tag that opens, continues or closes a block; false at the limit. */
  next(): boolean {
    for (;;) {
      const at = this.#text.indexOf('{{', this.#at);
      if (at < 0 || at + 2 > this.#limit) return false;
      if (this.#isEscaped(at)) {
        this.#at = at + 2;
        continue;
      }
      const inert = this.#inertEnd(at);
      const end = inert ?? this.#tagEnd(at);
      if (end === undefined || end > this.#limit) {
        this.inside = inert !== undefined || end === undefined ? at : undefined;
        this.isInert = inert !== undefined;
        return false;
      }
      this.#at = end;
      if (inert === undefined && this.#read(at, end)) return true;
    }
  }

  /** One backslash takes a tag's meaning away; two are a backslash before a tag. */
  #isEscaped(at: number): boolean {
    return this.#text.charCodeAt(at - 1) === BACKSLASH && this.#text.charCodeAt(at - 2) !== BACKSLASH;
  }

  /** Behind the comment or raw block that starts here; undefined when neither does. */
  #inertEnd(at: number): number | undefined {
    const text = this.#text;
    const behind = text.charCodeAt(at + 2) === TILDE ? at + 3 : at + 2;
    const code = text.charCodeAt(behind);
    if (code === EXCLAMATION)
      return endOf(text.startsWith('!--', behind) ? DASHES_END : END, text, behind + 1);
    if (code !== OPEN_BRACE || text.charCodeAt(behind + 1) !== OPEN_BRACE) return undefined;
    RAW.lastIndex = at;
    return RAW.test(text) ? endOf(RAW_END, text, behind) : undefined;
  }

  /** Behind the tag's braces, or at the next tag; undefined when the limit comes first. */
  #tagEnd(at: number): number | undefined {
    const text = this.#text;
    const isTriple = text.charCodeAt(at + 2) === OPEN_BRACE;
    for (let i = isTriple ? at + 3 : at + 2; i < this.#limit; i++) {
      const code = text.charCodeAt(i);
      if (code === QUOTE || code === APOSTROPHE) {
        const end = stringEnd(text, i, code);
        if (end !== undefined && end > this.#limit) return undefined;
        if (end !== undefined) i = end - 1;
      } else if (code === CLOSE_BRACE && text.charCodeAt(i + 1) === CLOSE_BRACE) {
        return isTriple && text.charCodeAt(i + 2) === CLOSE_BRACE ? i + 3 : i + 2;
      } else if (code === OPEN_BRACE && text.charCodeAt(i + 1) === OPEN_BRACE && i + 2 <= this.#limit) {
        return i;
      }
    }
    return undefined;
  }

  /** True when the tag is one of a block. */
  #read(start: number, end: number): boolean {
    const text = this.#text;
    const code = text.charCodeAt(text.charCodeAt(start + 2) === TILDE ? start + 3 : start + 2);
    if (code !== HASH && code !== CARET && code !== SLASH && code !== LETTER_E && code > SPACE) return false;
    HEAD.lastIndex = start;
    const [, sigil, name = '', chained] = HEAD.exec(text) ?? [];
    if (chained || (sigil === '^' && name === '')) this.open.at(-1)?.spans.push({ start, end });
    else if (sigil === '/') {
      const index = this.open.findLastIndex((block) => block.name === name);
      if (index >= 0) this.open.length = index;
      else this.stray ??= name;
    } else if (sigil && name) this.open.push({ name, spans: [{ start, end }] });
    return true;
  }
}

/** A quote that has no partner on its line is being typed. */
function stringEnd(text: string, at: number, quote: number): number | undefined {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === 10 || code === 13) return undefined;
  }
  return undefined;
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : text.length + 1;
}

const HEAD = /\{\{~?(?:(#[>*]?|\^|\/)\s*([^\s{}~|()=]*)|\s*(else)(?=[\s~}]))/y;
const END = /\}\}/g;
const DASHES_END = /--~?\}\}/g;
/** Four braces may also be a tag that has only begun, before the next one. */
const RAW = /\{\{\{\{[^{}/#][^{}]*\}\}\}\}/y;
const RAW_END = /\{\{\{\{\/[^{}]*\}\}\}\}/g;

const BACKSLASH = 92;
const QUOTE = 34;
const APOSTROPHE = 39;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const TILDE = 126;
const EXCLAMATION = 33;
const HASH = 35;
const CARET = 94;
const SLASH = 47;
const LETTER_E = 101;
const SPACE = 32;
