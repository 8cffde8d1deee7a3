import type { BlockParam, ErrorNode, Expression } from './ast';
import type { Range } from './positions';
import { bareSegment } from './template-names';
import { readLiteral, readPath, type ReadPath } from './template-path';
import { CLOSERS, isCloser, type Tag, type TagShape } from './template-tag-shape';

export type Report = (message: string, range: Range) => void;
import { operatorAt } from './template-operators';
import { closePair, exact, hashOf, openCall, type OpenCall } from './template-call';
import type { TagLexer } from './template-lexer';

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
  readonly #frames: OpenCall[] = [];
  #blockParams: BlockParam[] = [];
  #failed = false;
  /** A problem of the path just read; becomes an ErrorNode behind it. */
  #pending: ReadPath['problem'];

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

  get #frame(): OpenCall {
    return this.#frames[this.#frames.length - 1] as OpenCall;
  }

  #open(): void {
    this.#frames.push(openCall(this.#lexer.start));
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
        this.#add(readLiteral(lexer, lexer.kind));
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

  #segments(start: number, segments: Parameters<typeof readPath>[2]): Expression {
    const { node, problem } = readPath(this.#lexer, start, segments);
    this.#pending = problem;
    return node;
  }

  #add(node: Expression): void {
    const frame = this.#frame;
    if (frame.path === undefined) frame.path = node;
    else if (frame.key !== undefined) closePair(frame, node);
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
    if (pending !== undefined) frame.params.push(this.#error(pending.message, pending.range, pending.place));
  }

  /** A key that got no value. */
  #endKey(): void {
    const { key } = this.#frame;
    if (key === undefined) return;
    const at = this.#afterEquals(key.range.end);
    closePair(
      this.#frame,
      this.#error(`A value is expected after \`${key.name}=\`.`, { start: at, end: at }),
    );
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
    const frame = this.#frames.pop() as OpenCall;
    const at = { start: frame.start + 1, end: frame.start + 1 };
    const path = frame.path ?? this.#error('The name of a helper is expected here.', at);
    this.#add({
      type: 'SubExpression',
      range: { start: frame.start, end },
      path,
      params: exact(frame.params),
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
    const lexer = this.#lexer;
    const { kind, start, value } = lexer;
    const operator = operatorAt((from, to) => this.#text(from, to), start);
    const end = Math.max(lexer.end, operator?.range.end ?? 0);
    const message =
      kind === 'unclosed-string'
        ? 'This text is not closed: the second quote is missing.'
        : (operator?.message ?? `\`${value}\` cannot stand here.`);
    do lexer.next();
    while (lexer.start < end && lexer.kind !== 'end');
    this.#add(this.#error(message, operator?.range ?? { start, end }, { start, end }));
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
      params: exact(frame.params),
      hash: hashOf(frame.pairs),
      blockParams: exact(this.#blockParams),
      stripClose: closed && value.charAt(value.length - 3) === '~',
      closed,
      end,
    };
  }

  /** `place`: what the node covers, where that is not what people are shown. */
  #error(message: string, range: Range, place = range): ErrorNode {
    if (!this.#failed) this.#report?.(message, range);
    this.#failed = true;
    return { type: 'ErrorNode', range: place, text: this.#text(place.start, place.end), message };
  }

  #text(start: number, end: number): string {
    return this.#lexer.slice(start, end);
  }
}
