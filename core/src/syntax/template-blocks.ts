import type { BlockParam, BlockStatement, Expression, Hash, Program, Statement, StripFlags } from './ast';
import type { Range } from './positions';
import { stripFlags } from './strip-flags';
import { exact, NONE } from './template-call';
import { closingName } from './template-names';
import type { TemplateProblems } from './template-problems';
import type { Tag } from './template-tag-shape';
import { WhitespaceControl } from './template-whitespace';

export type BlockKind = 'block' | 'inverse' | 'partial' | 'decorator';

export const NO_DECORATORS = 'Decorators are not part of the prompt language.';

/** A block that is open. */
interface Frame {
  readonly kind: BlockKind | 'chain';
  readonly start: number;
  readonly openRange: Range;
  readonly openStrip: StripFlags;
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
  readonly blockParams: readonly BlockParam[];
  readonly name: unknown;
  /** The block that this `{{else if}}` belongs to; undefined for all others. */
  readonly base: Frame | undefined;
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

/** The tag that opens, continues or closes a block. */
export interface BlockTag {
  readonly range: Range;
  readonly openStrip: boolean;
  readonly tag: Tag;
}

/**
 * The blocks that are open and the statements read so far. A block becomes a statement of the surrounding program when it is
 * closed, or when it turns out that it never will be. Keeps an own stack: no nesting can overflow the machine's.
 */
export class BlockBuilder {
  readonly #text: string;
  readonly #problems: TemplateProblems;
  readonly #whitespace = new WhitespaceControl();
  readonly #frames: Frame[] = [];
  /** How many open blocks have a name. */
  readonly #openNames = new Map<unknown, number>();
  #body: Statement[] = [];
  #bodyStart: number;

  constructor(text: string, start: number, problems: TemplateProblems) {
    this.#text = text;
    this.#bodyStart = start;
    this.#problems = problems;
  }

  readonly add = (statement: Statement): void => {
    this.#body.push(statement);
  };

  /** The whole template. */
  finish(range: Range): Program {
    while (this.#frames.length > 0) this.leaveUnclosed(this.#text.length);
    this.#whitespace.finishProgram(this.#body, true);
    return { type: 'Program', range, body: this.#body, blockParams: NONE };
  }

  open(kind: BlockKind, block: BlockTag): void {
    if (kind === 'decorator') this.#problems.report(NO_DECORATORS, block.range);
    const name = this.#push(kind, block);
    this.#openNames.set(name, (this.#openNames.get(name) ?? 0) + 1);
  }

  #push(kind: Frame['kind'], { range, openStrip, tag }: BlockTag): unknown {
    const { path, params, hash, blockParams, stripClose } = tag;
    const name = closingName(path);
    this.#frames.push({
      kind,
      start: range.start,
      openRange: range,
      openStrip: stripFlags(openStrip, stripClose),
      path,
      params,
      hash,
      blockParams,
      name,
      base: kind === 'chain' ? this.#innermost() : undefined,
      outer: this.#body,
      outerStart: this.#bodyStart,
    });
    this.#body = [];
    this.#bodyStart = range.end;
    return name;
  }

  /** At an `{{else}}`. */
  else(range: Range, strip: StripFlags): void {
    const frame = this.#frames.at(-1);
    if (takesElse(frame)) this.#endFirst(frame, { range, strip });
    else this.add(this.#problems.error(elseMessage(frame), range));
  }

  /** At an `{{else if …}}`. */
  elseChain(block: BlockTag): void {
    const { range, openStrip, tag } = block;
    const frame = this.#frames.at(-1);
    if (!takesElse(frame)) {
      this.add(this.#problems.error(elseMessage(frame), range));
    } else if (frame.kind === 'inverse') {
      this.add(this.#problems.error('Only `{{else}}` can stand in a `{{^…}}` block.', range));
    } else {
      this.#endFirst(frame, { range, strip: stripFlags(openStrip, tag.stripClose) });
      this.#bodyStart = range.start;
      this.#push('chain', block);
    }
  }

  /** At an `{{else}}`: what was read so far is the first program of the block. */
  #endFirst(frame: Frame, { range, strip }: { range: Range; strip: StripFlags }): void {
    frame.first = this.#endProgram(range.start, frame.blockParams);
    frame.elseRange = range;
    frame.inverseStrip = strip;
    this.#body = [];
    this.#bodyStart = range.end;
  }

  /** At a closing tag: closes the block of that name, and blocks in it that are still open. */
  close({ range, openStrip, tag }: BlockTag): void {
    const name = closingName(tag.path);
    if ((this.#openNames.get(name) ?? 0) === 0) {
      this.#stray(range, tag.path);
      return;
    }
    while (this.#innermost()?.name !== name) this.leaveUnclosed(range.start);
    const closeStrip = stripFlags(openStrip, tag.stripClose);
    this.closeInnermost({ end: range.end, closeRange: range, closeStrip });
  }

  #stray(range: Range, path: Expression): void {
    const inner = this.#innermost();
    if (inner !== undefined) inner.strayClose = true;
    if (path.type === 'ErrorNode') this.add(this.#problems.node(path.message, range));
    else this.add(this.#problems.error(strayMessage(inner, this.#text), range));
  }

  /** The innermost open block that has a closing tag of its own. */
  #innermost(): Frame | undefined {
    const top = this.#frames.at(-1);
    return top?.base ?? top;
  }

  /** Ends the innermost block, of which no closing tag was found. */
  leaveUnclosed(end: number): void {
    const frame = this.#innermost();
    if (frame === undefined) return;
    if (frame.strayClose !== true) {
      const written = this.#text.slice(frame.path.range.start, frame.path.range.end);
      this.#problems.report(`This block is not closed: \`{{/${written}}}\` is missing.`, frame.openRange);
    }
    this.closeInnermost({ end });
  }

  /** Ends the innermost block, with its `{{else if}}`s. `end` is behind its closing tag. */
  closeInnermost(close: { end: number; closeRange?: Range; closeStrip?: StripFlags }): void {
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
    const last = this.#endProgram(close.bodyEnd, frame.first === undefined ? frame.blockParams : NONE);
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
    const program = this.#endProgram(bodyEnd, NONE);
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
    this.#resume(frame, this.#problems.node(NO_DECORATORS, range));
  }

  #endProgram(end: number, blockParams: readonly BlockParam[]): Program {
    this.#whitespace.finishProgram(this.#body, false);
    return { type: 'Program', range: { start: this.#bodyStart, end }, body: exact(this.#body), blockParams };
  }

  #resume(frame: Frame, statement: Statement): void {
    this.#body = frame.outer;
    this.#bodyStart = frame.outerStart;
    this.add(statement);
  }
}

function takesElse(frame: Frame | undefined): frame is Frame {
  if (frame === undefined || frame.first !== undefined) return false;
  return frame.kind === 'block' || frame.kind === 'inverse' || frame.kind === 'chain';
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
  const empty: Program = { type: 'Program', range: { start: end, end }, body: NONE, blockParams: NONE };
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
