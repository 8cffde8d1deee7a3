import type {
  BlockStatement,
  ContentStatement,
  PartialBlockStatement,
  PartialStatement,
  Program,
  Statement,
  StripFlags,
} from './ast';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Body = readonly Statement[];
type Block = BlockStatement | PartialBlockStatement;

const NONE: StripFlags = { open: false, close: false };

interface Strip extends StripFlags {
  /** The opening tag, the closing tag or the whole tag could stand alone on its line. */
  readonly openStandalone?: boolean;
  readonly closeStandalone?: boolean;
  readonly inlineStandalone?: boolean;
}

/**
 * What Handlebars does to the text around tags: `~` removes all white space beside it, and a block tag, comment or
 * partial that stands alone on a line takes that line with it. It works on one program at a time, children before
 * parents, and is called by the parser whenever a program is complete: no recursion.
 */
export class WhitespaceControl {
  readonly #trimmedStart = new Set<ContentStatement>();
  readonly #trimmedEnd = new Set<ContentStatement>();
  readonly #blockStrips = new Map<Block, Strip>();

  /** The parts of one block, whose programs are complete. */
  finishBlock(block: Block): void {
    const { first, inverse } = orderedPrograms(block);
    const innermost = inverse === undefined ? first : firstOfChain(inverse);
    const closeStrip = block.closeStrip ?? NONE;
    this.#blockStrips.set(block, {
      open: block.openStrip.open,
      close: closeStrip.close,
      openStandalone: startsWithLineBreak(first.body, -1, false),
      closeStandalone: endsWithLineBreak(innermost.body, innermost.body.length, false),
    });
    if (block.openStrip.close) this.#trimStart(first.body[0], true);
    if (inverse === undefined) {
      if (closeStrip.open) this.#trimEnd(first.body.at(-1), true);
      return;
    }
    const inverseStrip = (block.type === 'BlockStatement' ? block.inverseStrip : undefined) ?? NONE;
    if (inverseStrip.open) this.#trimEnd(first.body.at(-1), true);
    if (inverseStrip.close) this.#trimStart(innermost.body[0], true);
    if (closeStrip.open) this.#trimEnd(lastOfChain(inverse).body.at(-1), true);
    if (
      endsWithLineBreak(first.body, first.body.length, false) &&
      startsWithLineBreak(innermost.body, -1, false)
    ) {
      this.#trimEnd(first.body.at(-1), false);
      this.#trimStart(innermost.body[0], false);
    }
  }

  /** The statements of one program, whose blocks are finished. */
  finishProgram(body: Body, isRoot: boolean): void {
    for (let i = 0; i < body.length; i++) {
      const statement = body[i] as Statement;
      const strip = this.#stripOf(statement);
      if (strip !== undefined) this.#stripAround(body, i, { strip, isRoot });
    }
  }

  #stripOf(statement: Statement): Strip | undefined {
    switch (statement.type) {
      case 'MustacheStatement':
        return statement.strip;
      case 'PartialStatement':
      case 'CommentStatement':
        return { ...statement.strip, inlineStandalone: true };
      case 'BlockStatement':
      case 'PartialBlockStatement':
        return this.#blockStrips.get(statement);
      default:
        return undefined;
    }
  }

  #stripAround(body: Body, i: number, { strip, isRoot }: { strip: Strip; isRoot: boolean }): void {
    const before = body[i - 1];
    const after = body[i + 1];
    const lineStart = endsWithLineBreak(body, i, isRoot);
    const lineEnd = startsWithLineBreak(body, i, isRoot);
    if (strip.close) this.#trimStart(after, true);
    if (strip.open) this.#trimEnd(before, true);
    const statement = body[i] as Statement;
    if (strip.inlineStandalone && lineStart && lineEnd) {
      this.#trimStart(after, false);
      if (this.#trimEnd(before, false) && statement.type === 'PartialStatement') {
        (statement as Mutable<PartialStatement>).indent = trailingBlanks(before as ContentStatement);
      }
    }
    if (statement.type !== 'BlockStatement' && statement.type !== 'PartialBlockStatement') return;
    const { first, inverse } = orderedPrograms(statement);
    if (strip.openStandalone && lineStart) {
      this.#trimStart(first.body[0], false);
      this.#trimEnd(before, false);
    }
    if (strip.closeStandalone && lineEnd) {
      this.#trimStart(after, false);
      this.#trimEnd((inverse ?? first).body.at(-1), false);
    }
  }

  #trimStart(node: Statement | undefined, all: boolean): void {
    if (node?.type !== 'ContentStatement' || (!all && this.#trimmedStart.has(node))) return;
    const { value } = node;
    const end = all ? leadingSpace(value) : firstLineBlank(value);
    if (end === 0) this.#trimmedStart.delete(node);
    else this.#trimmedStart.add(node);
    (node as Mutable<ContentStatement>).value = value.slice(end);
  }

  #trimEnd(node: Statement | undefined, all: boolean): boolean {
    if (node?.type !== 'ContentStatement' || (!all && this.#trimmedEnd.has(node))) return false;
    const { value } = node;
    const start = all ? value.trimEnd().length : value.length - trailingBlankCount(value);
    if (start === value.length) this.#trimmedEnd.delete(node);
    else this.#trimmedEnd.add(node);
    (node as Mutable<ContentStatement>).value = value.slice(0, start);
    return start < value.length;
  }
}

/** In `{{^x}}a{{else}}b{{/x}}` Handlebars takes `b` first, if there is one. */
function orderedPrograms(block: Block): { first: Program; inverse: Program | undefined } {
  if (block.type === 'PartialBlockStatement') return { first: block.program, inverse: undefined };
  const inverse = block.inverse;
  if (block.inverted && block.elseRange === undefined && inverse !== undefined) {
    return { first: inverse, inverse: undefined };
  }
  return { first: block.program, inverse };
}

function chainedBlock(program: Program): BlockStatement | undefined {
  const [only] = program.body;
  return only?.type === 'BlockStatement' && only.chained ? only : undefined;
}

function firstOfChain(inverse: Program): Program {
  return chainedBlock(inverse)?.program ?? inverse;
}

/** Handlebars looks no further than the program of the first `{{else if}}` here: its bodies are not marked as chained. */
function lastOfChain(inverse: Program): Program {
  return chainedBlock(inverse)?.program ?? inverse;
}

/** Whether white space with a line break stands before statement `i` (at the root's start also none at all). */
function endsWithLineBreak(body: Body, i: number, isRoot: boolean): boolean {
  const previous = body[i - 1];
  if (previous === undefined) return isRoot;
  if (previous.type !== 'ContentStatement') return false;
  const text = previous.original;
  const start = text.trimEnd().length;
  if (start === 0 && isRoot && i < 2) return true;
  return text.indexOf('\n', start) !== -1;
}

function startsWithLineBreak(body: Body, i: number, isRoot: boolean): boolean {
  const next = body[i + 1];
  if (next === undefined) return isRoot;
  if (next.type !== 'ContentStatement') return false;
  const text = next.original;
  const end = leadingSpace(text);
  if (end === text.length && isRoot && body[i + 2] === undefined) return true;
  const lineBreak = text.indexOf('\n');
  return lineBreak !== -1 && lineBreak < end;
}

function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}

/** Length of the blanks at the start, with the line break behind them. */
function firstLineBlank(text: string): number {
  let end = 0;
  while (isBlank(text, end)) end++;
  if (text.charAt(end) === '\r') end++;
  if (text.charAt(end) === '\n') end++;
  return end;
}

function trailingBlankCount(text: string): number {
  let count = 0;
  while (isBlank(text, text.length - 1 - count)) count++;
  return count;
}

function trailingBlanks({ original }: ContentStatement): string {
  return original.slice(original.length - trailingBlankCount(original));
}

function isBlank(text: string, index: number): boolean {
  const char = text.charAt(index);
  return char === ' ' || char === '\t';
}
