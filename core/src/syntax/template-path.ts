import type { Expression, PathExpression, PathPart } from './ast';
import type { Range } from './positions';
import type { TagLexer } from './template-lexer';
import { exact } from './template-call';
import { bareSegment } from './template-names';

export interface ReadPath {
  readonly node: PathExpression;
  readonly problem: { readonly message: string; readonly range: Range } | undefined;
}

interface Segment extends Range {
  readonly value: string;
}

/** Reads `.name` and `/name` behind the first segment of a path, which is consumed already (`start`: with its `@`). */
export function readPath(
  lexer: TagLexer,
  start: number,
  { data, first }: { data: boolean; first: Segment },
): ReadPath {
  if (lexer.kind !== 'separator' && !isReference(first)) return simplePath(lexer, start, { data, first });
  const path: PathBuilder = { parts: [], depth: 0, isThis: false, written: 0, invalid: undefined };
  addSegment(path, first);
  let end = first.end;
  let dangling: Range | undefined;
  while (lexer.kind === 'separator') {
    const separator = { start: lexer.start, end: lexer.end };
    if (lexer.next() !== 'id') {
      dangling = separator;
      break;
    }
    addSegment(path, lexer);
    end = lexer.end;
    lexer.next();
  }
  const { depth, parts, isThis } = path;
  const original = lexer.slice(start, end);
  return {
    node: {
      type: 'PathExpression',
      range: { start, end },
      data,
      depth,
      parts: exact(parts),
      original,
      isThis,
    },
    problem: problemOf(dangling, path.invalid),
  };
}

/** A name alone, as nearly all paths are. */
function simplePath(
  lexer: TagLexer,
  start: number,
  { data, first }: { data: boolean; first: Segment },
): ReadPath {
  const { end, value } = first;
  const range = { start: first.start, end };
  const parts = [{ name: bareSegment(value), range }];
  // A segment's value is without its backslashes.
  const original = data || value.startsWith('[') ? lexer.slice(start, end) : value;
  const whole = data ? { start, end } : range;
  return {
    node: { type: 'PathExpression', range: whole, data, depth: 0, parts, original, isThis: false },
    problem: undefined,
  };
}

function isReference({ value }: Segment): boolean {
  return value === 'this' || value === '.' || value === '..';
}

/** Reads the literal that the lexer stands at. */
export function readLiteral(
  lexer: TagLexer,
  kind: 'string' | 'number' | 'boolean' | 'undefined' | 'null',
): Expression {
  const { start, end, value } = lexer;
  const range = { start, end };
  lexer.next();
  if (kind === 'string') return { type: 'StringLiteral', range, value };
  if (kind === 'number') return { type: 'NumberLiteral', range, value: Number(value) };
  if (kind === 'boolean') return { type: 'BooleanLiteral', range, value: value === 'true' };
  return { type: kind === 'null' ? 'NullLiteral' : 'UndefinedLiteral', range };
}

function problemOf(dangling: Range | undefined, invalid: Range | undefined): ReadPath['problem'] {
  if (dangling !== undefined) return { message: 'A name is expected after this.', range: dangling };
  if (invalid !== undefined) return { message: 'This cannot stand after a name in a path.', range: invalid };
  return undefined;
}

interface PathBuilder {
  readonly parts: PathPart[];
  depth: number;
  isThis: boolean;
  written: number;
  invalid: Range | undefined;
}

function addSegment(path: PathBuilder, segment: Segment): void {
  const { start, end, value } = segment;
  const name = bareSegment(value);
  const range = { start, end };
  if (!isReference(segment)) path.parts.push({ name, range });
  else if (path.parts.length > 0) path.invalid ??= range;
  else if (name === '..') path.depth++;
  else if (path.written === 0) path.isThis = true;
  path.written++;
}
