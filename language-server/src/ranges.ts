import type { LineMap, Range } from '@prompthub/core';
import type { Range as LspRange } from 'vscode-languageserver';

/** Offsets to lines and UTF-16 columns. */
export function toLspRange(lines: LineMap, range: Range): LspRange {
  return { start: lines.positionAt(range.start), end: lines.positionAt(range.end) };
}

/** Positions outside the text are clamped to it. */
export function toRange(lines: LineMap, range: LspRange): Range {
  return { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
}

/** A cursor at the end of a name still touches it. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

export function overlaps(left: Range, right: Range): boolean {
  return left.start <= right.end && right.start <= left.end;
}

export function atStart(): LspRange {
  return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
}
