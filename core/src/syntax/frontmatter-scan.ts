import type { Range } from './positions';

/** The lines that enclose frontmatter, found without reading the YAML between them. */
export interface FrontmatterBlock {
  /** The three opening dashes. */
  readonly open: Range;
  /** The YAML text; up to the end of the file when the block is not closed. */
  readonly content: Range;
  /** The three closing dashes. */
  readonly close: Range | undefined;
  readonly closeHasNewline: boolean;
  /** Behind the line break of the closing line. */
  readonly end: number;
  /** The line break that the file uses. */
  readonly newline: string;
}

const KEY_LINE = /^[ \t]*(?:[\w.$@/-]+\??|"[^"\n]*"|'[^'\n]*')[ \t]*:(?:[ \t]|$)/;
const YAML_LINE = /^(?:[ \t]|#|- |-$|[\]}]|$)/;

/**
 * Finds `---` lines as Dotprompt does: the first line that is not blank and not a `#` comment opens, the next `---` line
 * closes. A file that has no closing line counts as a block only when the line after the dashes looks like a YAML key;
 * otherwise the dashes are a Markdown rule.
 */
export function findBlock(source: string): FrontmatterBlock | undefined {
  const opening = openingLine(source);
  if (opening === undefined) return undefined;
  const open = { start: opening.start, end: opening.start + 3 };
  const newline = source.slice(opening.end, opening.next);
  const contentStart = opening.next;
  const first = firstMeaningfulLine(source, contentStart);
  const meant = KEY_LINE.test(first);
  // `# Title`, `---`, prose, `---` is Markdown, not a licence comment above frontmatter.
  if (opening.start > 1 && !meant && !isClosingText(first)) return undefined;
  for (let line = lineAt(source, contentStart); ; line = lineAt(source, line.next)) {
    if (isDashes(source, line)) {
      const close = { start: line.start, end: line.start + 3 };
      const contentEnd = lineBreakBefore(source, line.start, contentStart);
      return {
        open,
        content: { start: contentStart, end: contentEnd },
        close,
        closeHasNewline: line.next > line.end,
        end: line.next,
        newline,
      };
    }
    if (line.next === line.end) break;
  }
  if (!meant) return undefined;
  const end = source.length;
  return {
    open,
    content: { start: contentStart, end },
    close: undefined,
    closeHasNewline: false,
    end,
    newline,
  };
}

/** Where unclosed frontmatter was most likely meant to end: before the first line that cannot be YAML. */
export function intendedEnd(source: string, contentStart: number): number {
  let end = contentStart;
  for (let line = lineAt(source, contentStart); ; line = lineAt(source, line.next)) {
    const text = source.slice(line.start, line.end);
    if (!KEY_LINE.test(text) && !YAML_LINE.test(text)) return end;
    if (text.trim() !== '') end = line.next;
    if (line.next === line.end) return end;
  }
}

interface Line {
  readonly start: number;
  /** Before the line break. */
  readonly end: number;
  /** Behind the line break; equal to `end` on the last line. */
  readonly next: number;
}

function lineAt(source: string, start: number): Line {
  for (let end = start; end < source.length; end++) {
    const code = source.charCodeAt(end);
    if (code === 10) return { start, end, next: end + 1 };
    if (code === 13) return { start, end, next: source.charCodeAt(end + 1) === 10 ? end + 2 : end + 1 };
  }
  return { start, end: source.length, next: source.length };
}

function openingLine(source: string): Line | undefined {
  let line = lineAt(source, source.startsWith('\uFEFF') ? 1 : 0);
  for (;;) {
    if (isDashes(source, line)) return line.next > line.end ? line : undefined;
    const text = source.slice(line.start, line.end);
    if (line.next === line.end || (text.trim() !== '' && !text.startsWith('#'))) return undefined;
    line = lineAt(source, line.next);
  }
}

function isDashes(source: string, { start, end }: Line): boolean {
  return source.startsWith('---', start) && end >= start + 3 && source.slice(start + 3, end).trim() === '';
}

function isClosingText(line: string): boolean {
  return line.startsWith('---') && line.slice(3).trim() === '';
}

function firstMeaningfulLine(source: string, from: number): string {
  let line = lineAt(source, from);
  for (;;) {
    const text = source.slice(line.start, line.end);
    if (line.next === line.end || (text.trim() !== '' && !text.startsWith('#'))) return text;
    line = lineAt(source, line.next);
  }
}

function lineBreakBefore(source: string, at: number, floor: number): number {
  let end = at;
  if (end > floor && source[end - 1] === '\n') end--;
  if (end > floor && source[end - 1] === '\r') end--;
  return end;
}
