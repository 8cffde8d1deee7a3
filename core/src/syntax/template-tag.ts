import type { BlockParam, ErrorNode, Expression, Hash, HashPair, PathExpression, PathPart } from './ast';
import type { Range } from './positions';
import { bareSegment } from './template-names';
import type { TagLexer, TokenKind } from './template-lexer';

export type Closer = 'close' | 'close-unescaped' | 'close-raw';

/** What may stand in a tag. */
export interface TagShape {
  readonly closer: Closer;
  /** A partial's name may be a sub-expression. */
  readonly partial?: boolean;
  /** False for closing tags. */
  readonly args?: boolean;
  readonly blockParams?: boolean;
}

/** The inside of a tag. */
export interface Tag {
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
  readonly blockParams: readonly BlockParam[];
  /** Whether `~` stands before the closing braces. */
  readonly stripClose: boolean;
  readonly closed: boolean;
  /** Behind the closing braces. */
  readonly end: number;
}

export type Report = (message: string, range: Range) => void;

/** A call being read: the tag itself or an open parenthesis. */
interface Frame {
  readonly start: number;
  path: Expression | undefined;
  readonly params: Expression[];
  readonly pairs: HashPair[];
  key: { readonly name: string; readonly range: Range } | undefined;
}

const CLOSERS: Readonly<Record<Closer, string>> = {
  close: '}}',
  'close-unescaped': '}}}',
  'close-raw': '}}}}',
};

/**
 * Parses the inside of one tag. Without a report it is strict: undefined on the first problem. With one, each problem
 * becomes an ErrorNode where it stands and the first is reported; the result then always is a tag. Sub-expressions are kept on an own stack,
 * so that no nesting can overflow the machine's.
 */
export function parseTag(lexer: TagLexer, shape: TagShape, report?: Report): Tag | undefined {
  return new TagParser(lexer, shape, report).parse();
}

class TagParser {
  readonly #lexer: TagLexer;
  readonly #shape: TagShape;
  readonly #report: Report | undefined;
  readonly #frames: Frame[] = [];
  #blockParams: BlockParam[] = [];
  #failed = false;

  constructor(lexer: TagLexer, shape: TagShape, report: Report | undefined) {
    this.#lexer = lexer;
    this.#shape = shape;
    this.#report = report;
  }

  parse(): Tag | undefined {
    this.#lexer.next();
    this.#open();
    let done = false;
    while (!done) {
      done = this.#step();
      if (this.#failed && this.#report === undefined) return undefined;
    }
    return this.#finish();
  }

  get #frame(): Frame {
    return this.#frames[this.#frames.length - 1] as Frame;
  }

  #open(): void {
    this.#frames.push({ start: this.#lexer.start, path: undefined, params: [], pairs: [], key: undefined });
  }

  /** Handles the current token and moves on; true at the end of the tag. */
  #step(): boolean {
    const lexer = this.#lexer;
    switch (lexer.kind) {
      case 'id':
        this.#name();
        return false;
      case 'data':
        this.#add(this.#path(lexer.start));
        return false;
      case 'string':
      case 'number':
      case 'boolean':
      case 'undefined':
      case 'null':
        this.#add(this.#literal(lexer.kind));
        return false;
      case 'open-paren':
        this.#openParenthesis();
        return false;
      case 'close-paren':
        this.#closeParenthesis();
        return false;
      case 'open-params':
        this.#readBlockParams();
        return false;
      case 'close':
      case 'close-unescaped':
      case 'close-raw':
      case 'end':
      case 'open':
        return true;
      default:
        this.#unexpected();
        return false;
    }
  }

  #name(): void {
    const { start, end, value } = this.#lexer;
    const first = { start, end, value };
    if (this.#lexer.next() === 'equals' && this.#takesKey()) {
      this.#frame.key = { name: bareSegment(value), range: { start, end } };
      this.#lexer.next();
      return;
    }
    this.#add(this.#segments(start, { data: false, first }));
  }

  #takesArguments(): boolean {
    return this.#frames.length > 1 || this.#shape.args !== false;
  }

  #takesKey(): boolean {
    const { path, key } = this.#frame;
    return (
      path !== undefined && key === undefined && this.#takesArguments() && this.#blockParams.length === 0
    );
  }

  /** At `@`: reads the name behind it. */
  #path(start: number): Expression {
    const at = this.#lexer.end;
    const kind = this.#lexer.next();
    const { value } = this.#lexer;
    if (kind !== 'id') return this.#error('A name is expected after `@`.', { start, end: at });
    const first = { start: this.#lexer.start, end: this.#lexer.end, value };
    this.#lexer.next();
    return this.#segments(start, { data: true, first });
  }

  /** Reads `.name` and `/name` behind the first segment, which is consumed already. */
  #segments(
    start: number,
    { data, first }: { data: boolean; first: { start: number; end: number; value: string } },
  ): PathExpression {
    const path: PathBuilder = { parts: [], depth: 0, isThis: false, written: 0, invalid: undefined };
    addSegment(path, first);
    let end = first.end;
    let dangling: Range | undefined;
    while (this.#lexer.kind === 'separator') {
      const separator = { start: this.#lexer.start, end: this.#lexer.end };
      if (this.#lexer.next() !== 'id') {
        dangling = separator;
        break;
      }
      addSegment(path, this.#lexer);
      end = this.#lexer.end;
      this.#lexer.next();
    }
    const node: PathExpression = {
      type: 'PathExpression',
      range: { start, end },
      data,
      depth: path.depth,
      parts: path.parts,
      original: this.#text(start, end),
      isThis: path.isThis,
    };
    if (dangling !== undefined)
      this.#pending = { message: 'A name is expected after this.', range: dangling };
    else if (path.invalid !== undefined) {
      this.#pending = { message: 'This cannot stand after a name in a path.', range: path.invalid };
    }
    return node;
  }

  /** A problem of the path just read; becomes an ErrorNode behind it. */
  #pending: { message: string; range: Range } | undefined;

  #literal(kind: 'string' | 'number' | 'boolean' | 'undefined' | 'null'): Expression {
    const { start, end, value } = this.#lexer;
    const range = { start, end };
    this.#lexer.next();
    if (kind === 'string') return { type: 'StringLiteral', range, value };
    if (kind === 'number') return { type: 'NumberLiteral', range, value: Number(value) };
    if (kind === 'boolean') return { type: 'BooleanLiteral', range, value: value === 'true' };
    return { type: kind === 'null' ? 'NullLiteral' : 'UndefinedLiteral', range };
  }

  #add(node: Expression): void {
    const frame = this.#frame;
    if (frame.path === undefined) frame.path = node;
    else if (frame.key !== undefined) this.#pair(node);
    else {
      if (!this.#takesArguments()) node = this.#error('A closing tag takes no arguments.', node.range);
      else if (frame.pairs.length > 0 && node.type !== 'ErrorNode') {
        frame.params.push(
          this.#error('Named arguments stand behind all others.', { ...node.range, end: node.range.start }),
        );
      }
      if (this.#blockParams.length > 0 && node.type !== 'ErrorNode') {
        node = this.#error('Nothing may stand behind block parameters.', node.range);
      }
      frame.params.push(node);
    }
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) frame.params.push(this.#error(pending.message, pending.range));
  }

  #pair(value: Expression): void {
    const frame = this.#frame;
    if (frame.key === undefined) return;
    const { name, range } = frame.key;
    frame.key = undefined;
    frame.pairs.push({
      type: 'HashPair',
      range: { start: range.start, end: Math.max(value.range.end, range.end) },
      key: name,
      keyRange: range,
      value,
    });
  }

  /** A key that got no value. */
  #endKey(): void {
    const { key } = this.#frame;
    if (key === undefined) return;
    const at = this.#afterEquals(key.range.end);
    this.#pair(this.#error(`A value is expected after \`${key.name}=\`.`, { start: at, end: at }));
  }

  #afterEquals(from: number): number {
    const text = this.#text(from, this.#lexer.start);
    return from + text.indexOf('=') + 1;
  }

  #openParenthesis(): void {
    const frame = this.#frame;
    const refused = frame.path === undefined && !(this.#frames.length === 1 && this.#shape.partial === true);
    if (refused) {
      const at = { start: this.#lexer.start, end: this.#lexer.start };
      frame.path = this.#error('A name is expected here, not a parenthesis.', at);
    }
    this.#open();
    this.#lexer.next();
  }

  #closeParenthesis(): void {
    if (this.#frames.length === 1) {
      this.#unexpected();
      return;
    }
    this.#endKey();
    const end = this.#lexer.end;
    this.#lexer.next();
    this.#closeFrame(end);
  }

  #closeFrame(end: number): void {
    const frame = this.#frames.pop() as Frame;
    const at = { start: frame.start + 1, end: frame.start + 1 };
    const path = frame.path ?? this.#error('The name of a helper is expected here.', at);
    this.#add({
      type: 'SubExpression',
      range: { start: frame.start, end },
      path,
      params: frame.params,
      hash: hashOf(frame.pairs),
    });
  }

  #readBlockParams(): void {
    const { start } = this.#lexer;
    if (this.#shape.blockParams !== true || this.#frames.length > 1 || this.#frame.path === undefined) {
      this.#unexpected();
      return;
    }
    this.#endKey();
    let end = this.#lexer.end;
    this.#lexer.next();
    while (this.#lexer.kind === 'id') {
      end = this.#lexer.end;
      this.#blockParams.push({
        name: bareSegment(this.#lexer.value),
        range: { start: this.#lexer.start, end },
      });
      this.#lexer.next();
    }
    if (this.#blockParams.length > 0 && this.#lexer.kind === 'pipe') {
      this.#lexer.next();
      return;
    }
    const message =
      this.#blockParams.length === 0
        ? 'A name is expected between the pipes.'
        : 'The closing `|` is missing.';
    this.#frame.params.push(this.#error(message, { start, end }));
    if (this.#lexer.kind === 'pipe') this.#lexer.next();
  }

  #unexpected(): void {
    const { kind, start, end } = this.#lexer;
    const message =
      kind === 'unclosed-string'
        ? 'This text is not closed: the second quote is missing.'
        : `\`${this.#lexer.value}\` cannot stand here.`;
    const node = this.#error(message, { start, end });
    this.#lexer.next();
    this.#add(node);
  }

  #finish(): Tag | undefined {
    const lexer = this.#lexer;
    const { start, kind, value } = lexer;
    const closed = isCloser(kind);
    const end = closed ? lexer.end : start;
    this.#endKey();
    if (this.#frames.length > 1) {
      const missing = this.#error('The closing `)` is missing.', { start, end: start });
      this.#add(missing);
      while (this.#frames.length > 1) this.#closeFrame(start);
    }
    const frame = this.#frame;
    const expected = this.#shape.partial === true ? 'The name of a partial' : 'A name';
    const path = frame.path ?? this.#error(`${expected} is expected here.`, { start, end: start });
    if (kind !== this.#shape.closer) {
      const message = `\`${CLOSERS[this.#shape.closer]}\` is expected here.`;
      frame.params.push(this.#error(message, { start, end }));
    }
    if (this.#failed && this.#report === undefined) return undefined;
    return {
      path,
      params: frame.params,
      hash: hashOf(frame.pairs),
      blockParams: this.#blockParams,
      stripClose: closed && value.charAt(value.length - 3) === '~',
      closed,
      end,
    };
  }

  #error(message: string, range: Range): ErrorNode {
    if (!this.#failed) this.#report?.(message, range);
    this.#failed = true;
    return { type: 'ErrorNode', range, text: this.#text(range.start, range.end), message };
  }

  #text(start: number, end: number): string {
    return this.#lexer.slice(start, end);
  }
}

interface PathBuilder {
  readonly parts: PathPart[];
  depth: number;
  isThis: boolean;
  written: number;
  invalid: Range | undefined;
}

function addSegment(
  path: PathBuilder,
  { start, end, value }: { start: number; end: number; value: string },
): void {
  const name = bareSegment(value);
  const range = { start, end };
  const isReference = name === value && (name === '..' || name === '.' || name === 'this');
  if (!isReference) path.parts.push({ name, range });
  else if (path.parts.length > 0) path.invalid ??= range;
  else if (name === '..') path.depth++;
  else if (path.written === 0) path.isThis = true;
  path.written++;
}

function hashOf(pairs: HashPair[]): Hash | undefined {
  const first = pairs[0];
  const last = pairs[pairs.length - 1];
  if (first === undefined || last === undefined) return undefined;
  return { type: 'Hash', range: { start: first.range.start, end: last.range.end }, pairs };
}

function isCloser(kind: TokenKind): boolean {
  return kind === 'close' || kind === 'close-unescaped' || kind === 'close-raw';
}
