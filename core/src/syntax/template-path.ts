import type { Expression, PathExpression, PathPart } from './ast';
import type { Range } from './positions';
import type { TagLexer } from './template-lexer';
import { exact } from './template-call';
import { bareSegment } from './template-names';

export interface ReadPath {
  readonly node: PathExpression;
  readonly problem: PathProblem | undefined;
}

interface PathProblem {
  readonly message: string;
  readonly range: Range;
  /** Where its node stands; default: at `range`. */
  readonly place?: Range;
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
  if (lexer.kind !== 'separator' && !isReference(first) && !gluedTo(first, lexer))
    return simplePath(lexer, start, { data, first });
  const path: PathBuilder = { parts: [], depth: 0, isThis: false, written: 0, invalid: undefined };
  addSegment(path, first);
  let last = first;
  let end = first.end;
  let problem: PathProblem | undefined;
  for (;;) {
    const isGlued = gluedTo(last, lexer);
    if (isGlued) {
      problem ??= gluedProblem(lexer, lexer.slice(start, end));
      if (!isBracket(lexer)) break;
    } else if (lexer.kind === 'separator') {
      const separator = { start: lexer.start, end: lexer.end };
      const kind = lexer.next();
      if (isIndex(lexer)) problem ??= bracketProblem(lexer, lexer.slice(start, end));
      else if (kind !== 'id') {
        problem ??= { message: 'A name is expected after this.', range: separator };
        break;
      }
    } else break;
    last = { start: lexer.start, end: lexer.end, value: isGlued ? unquoted(lexer.value) : lexer.value };
    addSegment(path, last);
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
    problem: problem ?? invalidProblem(path.invalid),
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

/** Only a lexer that lets names end anywhere finds a token that begins where a name ends, without a dot or a blank. */
function gluedTo({ end, value }: Segment, lexer: TagLexer): boolean {
  const { kind, start } = lexer;
  if (start !== end || value.endsWith(']') || value.endsWith('.')) return false;
  return isBracket(lexer) || kind === 'string' || kind === 'data' || kind === 'open-paren';
}

function isBracket({ kind, value }: TagLexer): boolean {
  return kind === 'id' && value.startsWith('[');
}

function isIndex({ kind, value }: TagLexer): boolean {
  return kind === 'number' && /^\d+$/.test(value);
}

function gluedProblem(lexer: TagLexer, owner: string): PathProblem {
  if (isBracket(lexer)) return bracketProblem(lexer, owner);
  const message =
    lexer.kind === 'open-paren'
      ? 'Arguments stand behind a blank, without parentheses: `{{helper argument}}`.'
      : 'A blank is missing before this.';
  const { start, end } = lexer;
  return { message, range: { start, end }, place: { start, end: start } };
}

/** `xs.0`, `xs[0]`, `xs["name"]` or `xs[i]`, as other languages write it. */
function bracketProblem({ start, end, value }: TagLexer, owner: string): PathProblem {
  const name = unquoted(value).replace(/^\[|\]$/g, '');
  const message = /^\d+$/.test(name)
    ? `An index stands in brackets behind a dot: \`${owner}.[${name}]\`.`
    : unquoted(value) === value
      ? `Brackets stand behind a dot and hold a name as it is: \`${owner}.[${name}]\`. For the item that \`${name}\` names write \`lookup ${owner} ${name}\`.`
      : `A property stands behind a dot: \`${owner}.${/^[A-Za-z_]\w*$/.test(name) ? name : `[${name}]`}\`.`;
  return { message, range: { start, end }, place: { start: end, end } };
}

/** `["a b"]` is `[a b]`: quotes would be a part of the name. */
function unquoted(value: string): string {
  return value.replace(/^\[(["'])(.*)\1\]$/s, '[$2]');
}

function invalidProblem(invalid: Range | undefined): PathProblem | undefined {
  return invalid && { message: 'This cannot stand after a name in a path.', range: invalid };
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
