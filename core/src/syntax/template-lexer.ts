import { NextOccurrence } from './next-occurrence';

/** The kinds of token between `{{` and `}}`; they are those of Handlebars 4.7's own lexer. */
export type TokenKind =
  | 'id'
  | 'separator'
  | 'string'
  | 'number'
  | 'boolean'
  | 'undefined'
  | 'null'
  | 'data'
  | 'equals'
  | 'open-paren'
  | 'close-paren'
  | 'open-params'
  | 'pipe'
  | 'close'
  | 'close-unescaped'
  | 'close-raw'
  | 'open'
  | 'unclosed-string'
  | 'invalid'
  | 'end';

const WHITESPACE = /\s+/y;
const NAME = /[^\s!"#%-,./;->@[-^`{-~]+/y;
const LITERAL = /(?:true|false|undefined|null)(?=[~}\s)])/y;
const NUMBER = /-?[0-9]+(?:\.[0-9]+)?(?=[~}\s)])/y;
const OPEN_PARAMS = /as\s+\|/y;
const AFTER_NAME = /[=~}\s/.)|]/;

const PUNCTUATION: Readonly<Record<string, TokenKind>> = {
  '(': 'open-paren',
  ')': 'close-paren',
  '=': 'equals',
  '@': 'data',
  '|': 'pipe',
  '/': 'separator',
};

export interface LexerBounds {
  /** Nothing behind this is read. */
  readonly limit: number;
  /** Strings and `[segments]` end before this. */
  readonly stringLimit: number;
  /** Names may end anywhere, and a string that is not closed reaches to the end of its line. */
  readonly tolerant: boolean;
}

/**
 * Reads the tokens of one tag, one at a time, into its own fields (no object for each token: templates may have
 * megabytes). Never looks behind its
 * bounds by more than one token.
 */
export class TagLexer {
  kind: TokenKind = 'end';
  start = 0;
  end = 0;
  /** The text of a name or literal, unescaped; of a closing token, as written. */
  value = '';
  /** The furthest offset that was looked at since `reset`. */
  reach = 0;

  readonly #text: string;
  readonly #brackets: NextOccurrence;
  #limit = 0;
  #stringLimit = 0;
  #tolerant = false;

  constructor(text: string) {
    this.#text = text;
    this.#brackets = new NextOccurrence(text, ']');
  }

  reset(offset: number, { limit, stringLimit, tolerant }: LexerBounds): void {
    this.#limit = limit;
    this.#stringLimit = stringLimit;
    this.#tolerant = tolerant;
    this.end = offset;
    this.reach = offset;
  }

  slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }

  /** Reads the next token and tells its kind. */
  next(): TokenKind {
    this.#skipWhitespace();
    this.start = this.end;
    if (this.start >= this.#limit) {
      this.#take('end', this.start);
    } else {
      this.#read(this.#text.charAt(this.start));
    }
    if (this.end > this.reach) this.reach = this.end;
    return this.kind;
  }

  #read(char: string): void {
    const punctuation = PUNCTUATION[char];
    if (punctuation !== undefined) this.#take(punctuation, this.start + 1);
    else if (char === '}' || char === '~') this.#readClose();
    else if (char === '{') this.#readOpen();
    else if (char === '"' || char === "'") this.#readString(char);
    else if (char === '.') this.#readDot();
    else if (char === '[') this.#readSegment();
    else this.#readWord(char);
  }

  #readClose(): void {
    const text = this.#text;
    if (text.startsWith('}}}}', this.start)) this.#take('close-raw', this.start + 4);
    else if (text.startsWith('}}}', this.start)) this.#take('close-unescaped', this.start + 3);
    else if (text.startsWith('}~}}', this.start)) this.#take('close-unescaped', this.start + 4);
    else if (text.startsWith('}}', this.start)) this.#take('close', this.start + 2);
    else if (text.startsWith('~}}', this.start)) this.#take('close', this.start + 3);
    else this.#take('invalid', this.start + 1);
  }

  #readOpen(): void {
    const double = this.#text.startsWith('{{', this.start);
    this.#take(double ? 'open' : 'invalid', this.start + (double ? 2 : 1));
  }

  #readDot(): void {
    const next = this.#text.charAt(this.start + 1);
    if (next === '.') this.#take('id', this.start + 2);
    else this.#take(AFTER_NAME.test(next) ? 'id' : 'separator', this.start + 1);
  }

  #readString(quote: string): void {
    const closing = this.#closing((from) => this.#text.indexOf(quote, from));
    if (closing === -1) {
      this.#take('unclosed-string', this.#tolerant ? this.#lineEnd() : this.start + 1);
      return;
    }
    this.#take('string', closing + 1);
    this.value = this.#text.slice(this.start + 1, closing).replaceAll(`\\${quote}`, quote);
  }

  #readSegment(): void {
    const closing = this.#closing((from) => this.#brackets.from(from));
    if (closing === -1) {
      this.#take('invalid', this.start + 1);
      return;
    }
    this.#take('id', closing + 1);
    this.value = this.value.replace(/\\([\\\]])/g, '$1');
  }

  /** Where a string or segment closes, or -1. A delimiter behind a backslash does not close, unless no other follows. */
  #closing(find: (from: number) => number): number {
    let fallback = -1;
    let closing = find(this.start + 1);
    while (closing !== -1 && closing < this.#stringLimit) {
      if (closing === this.start + 1 || this.#text.charAt(closing - 1) !== '\\') return closing;
      fallback = closing;
      closing = find(closing + 1);
    }
    this.reach = Math.max(this.reach, closing === -1 ? this.#stringLimit : closing);
    return fallback;
  }

  #lineEnd(): number {
    const line = this.#text.slice(this.start, this.#stringLimit).split('\n', 1)[0] ?? '';
    return this.start + Math.max(1, line.trimEnd().length);
  }

  #readWord(char: string): void {
    let end = -1;
    if (
      (char === 't' || char === 'f' || char === 'u' || char === 'n') &&
      (end = this.#match(LITERAL)) !== -1
    ) {
      this.#take(char === 'u' ? 'undefined' : char === 'n' ? 'null' : 'boolean', end);
    } else if ((char === '-' || (char >= '0' && char <= '9')) && (end = this.#match(NUMBER)) !== -1) {
      this.#take('number', end);
    } else if (char === 'a' && (end = this.#match(OPEN_PARAMS)) !== -1 && end <= this.#limit) {
      this.#take('open-params', end);
    } else if ((end = this.#match(NAME)) === -1) {
      this.#take('invalid', this.start + 1);
    } else if (this.#tolerant || AFTER_NAME.test(this.#text.charAt(end))) {
      this.#take('id', Math.min(end, this.#limit));
    } else {
      this.#take('invalid', end);
    }
  }

  #skipWhitespace(): void {
    const code = this.#text.charCodeAt(this.end);
    if (code > 32 && code < 160) return;
    WHITESPACE.lastIndex = this.end;
    if (WHITESPACE.test(this.#text)) this.end = Math.min(WHITESPACE.lastIndex, this.#limit);
  }

  /** Where the match at the current token's start ends, or -1. */
  #match(pattern: RegExp): number {
    pattern.lastIndex = this.start;
    return pattern.test(this.#text) ? pattern.lastIndex : -1;
  }

  #take(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
    this.value = this.#text.slice(this.start, end);
  }
}
