import { printable } from './output';
import { fit, textWidth } from './text-width';

export interface TableCell {
  readonly text: string;
  /** Colours it, after it has its width. */
  readonly paint?: (text: string) => string;
}

type Row = readonly TableCell[];

/** What the first column, and any other, is not cut below. */
const LEAST = { first: 16, other: 6 };
const GAP = 2;

/**
 * Rows in columns, in so many columns of a terminal: what is too wide is cut. A row of one cell is a heading and goes
 * over the whole width.
 */
export function tableLines(rows: readonly Row[], terminalWidth: number): string[] {
  const plain = rows.map((row) =>
    row.map((cell) => ({ ...cell, text: printable(cell.text).replace(/\s+/g, ' ') })),
  );
  const widths = shrunk(naturalWidths(plain), terminalWidth);
  return plain.map((row) =>
    row
      .map(({ text, paint = (same) => same }, at) =>
        paint(fit(text, row.length === 1 ? Math.min(textWidth(text), terminalWidth) : (widths[at] ?? 0))),
      )
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** True where the columns would be too narrow to say anything. */
export function isTooNarrow(columns: number, terminalWidth: number): boolean {
  return LEAST.first + (columns - 1) * (LEAST.other + GAP) > terminalWidth;
}

function naturalWidths(rows: readonly Row[]): number[] {
  const widths: number[] = [];
  for (const row of rows.filter(({ length }) => length > 1))
    for (const [at, { text }] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, textWidth(text));
  return widths;
}

/** The widest column gives way, the first only where it is twice as wide as any other. */
function shrunk(widths: readonly number[], terminalWidth: number): number[] {
  const result = [...widths];
  let excess = result.reduce((sum, width) => sum + width, GAP * (result.length - 1)) - terminalWidth;
  for (; excess > 0; excess--) {
    const weights = result.map((width, at) => {
      if (width <= (at === 0 ? LEAST.first : LEAST.other)) return 0;
      return at === 0 ? width / 2 : width;
    });
    const widest = Math.max(...weights);
    if (widest === 0) break;
    const at = weights.indexOf(widest);
    result[at] = (result[at] ?? 0) - 1;
  }
  return result;
}
