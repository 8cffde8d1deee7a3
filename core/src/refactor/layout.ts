import type { Program, Statement } from '../syntax/ast';
import type { Range } from '../syntax/positions';

/** What a body prints, in order: its tags as they are written, and the text between them after whitespace control. */
export type Layout = readonly string[];

/** The tag that stands for other text, and what that text prints. */
export interface Insertion {
  /** Where the tag stands in the source. */
  readonly at: Range;
  readonly layout: Layout;
}

/**
 * Two bodies with equal layouts print the same wherever names mean the same. `insertion` is put in place of the tag at its
 * range. Comments print nothing and are left out. Recurses as deep as the template is nested: measure that before.
 */
export function layoutOf(source: string, program: Program, insertion?: Insertion): Layout {
  const pieces: string[] = [];
  addBody(pieces, program, { source, insertion });
  return joined(pieces);
}

export function isSameLayout(left: Layout, right: Layout): boolean {
  return left.length === right.length && left.every((piece, index) => piece === right[index]);
}

interface Reading {
  readonly source: string;
  readonly insertion: Insertion | undefined;
}

/** Marks what is a tag: text between tags never begins with it. */
const TAG = '\0';

function addBody(pieces: string[], { body, blockParams }: Program, reading: Reading): void {
  if (blockParams.length > 0) pieces.push(`${TAG}|${blockParams.map(({ name }) => name).join(' ')}|`);
  for (const statement of body) addStatement(pieces, statement, reading);
}

function addStatement(pieces: string[], statement: Statement, reading: Reading): void {
  const { source, insertion } = reading;
  if (insertion && statement.range.start === insertion.at.start && statement.range.end === insertion.at.end) {
    const indent = statement.type === 'PartialStatement' ? statement.indent : '';
    // A partial that is indented prints the blanks before each of its lines, also those of values.
    pieces.push(...(indent === '' ? [] : [`${TAG}indented`]), ...insertion.layout);
    return;
  }
  const tag = ({ start, end }: Range): void => void pieces.push(TAG + source.slice(start, end));
  switch (statement.type) {
    case 'ContentStatement':
      pieces.push(statement.value);
      break;
    case 'CommentStatement':
      break;
    case 'BlockStatement':
      tag(statement.openRange);
      addBody(pieces, statement.program, reading);
      if (statement.inverse) {
        pieces.push(`${TAG}else`);
        addBody(pieces, statement.inverse, reading);
      }
      pieces.push(`${TAG}end`);
      break;
    case 'PartialBlockStatement':
      tag(statement.openRange);
      addBody(pieces, statement.program, reading);
      pieces.push(`${TAG}end`);
      break;
    case 'PartialStatement':
      tag(statement.range);
      pieces.push(`${TAG}indent ${statement.indent}`);
      break;
    default:
      tag(statement.range);
  }
}

function joined(pieces: readonly string[]): string[] {
  const result: string[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (piece === '') continue;
    if (last !== undefined && !last.startsWith(TAG) && !piece.startsWith(TAG))
      result[result.length - 1] = last + piece;
    else result.push(piece);
  }
  return result;
}
