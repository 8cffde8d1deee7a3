import { printable } from './output';
import { fit, textWidth } from './text-width';

export interface TableCell {
  readonly text: string;
  /** Colours it, after it has its width. */
  readonly paint?: (text: string) => string;
}

/** The least that the first column, and any other, is cut to. */
const LEAST = { first: 16, other: 6 };

/** Rows under a heading, in so many columns of a terminal: what is too wide is cut, the first column last of all. */
export function tableLines(rows: readonly (readonly TableCell[])[], terminalWidth: number): string[] {
  const plain = rows.map((row) =>
    row.map((cell) => ({ ...cell, text: printable(cell.text).replace(/\s+/g, ' ') })),
  );
  const widths = shrunk(naturalWidths(plain), terminalWidth);
  return plain.map((row) =>
    row
      .map(({ text, paint = (same) => same }, at) => paint(fit(text, widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** True where the columns would be too narrow to say anything. */
export function isTooNarrow(columns: number, terminalWidth: number): boolean {
  return LEAST.first + (columns - 1) * (LEAST.other + 2) > terminalWidth;
}

function naturalWidths(rows: readonly (readonly TableCell[])[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_column, at) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(row[at]?.text ?? '')), 0),
  );
}

function shrunk(widths: readonly number[], terminalWidth: number): number[] {
  const result = [...widths];
  const excess = (): number =>
    result.reduce((sum, width) => sum + width, 0) + 2 * (result.length - 1) - terminalWidth;
  const others = result.slice(1);
  while (excess() > 0 && result.some((width, at) => at > 0 && width > LEAST.other)) {
    const widest = Math.max(...result.slice(1));
    if (result[0] !== undefined && result[0] > Math.max(widest * 2, LEAST.first)) result[0]--;
    else result[result.indexOf(widest, 1)] = widest - 1;
  }
  const [first = 0] = result;
  if (excess() > 0) result[0] = Math.max(Math.min(first, LEAST.first), first - excess());
  return others.length === 0 ? result.map((width) => Math.min(width, terminalWidth)) : result;
}
