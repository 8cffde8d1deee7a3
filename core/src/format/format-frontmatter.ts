import { isMap, visit } from 'yaml';
import type { Document } from 'yaml';
import type { TextEdit } from '../diagnostic';
import type { Frontmatter } from '../syntax/tree';

/** The order in which readers look for them. Other keys follow as they stand. */
const ORDER = [
  'name',
  'variant',
  'version',
  'description',
  'model',
  'config',
  'tools',
  'toolDefs',
  'input',
  'output',
];

/**
 * The YAML of a frontmatter, tidied without being rewritten: no blanks at line ends, one blank behind a key's colon, at most
 * one empty line, known keys first. Texts of several lines are left as they are, and so is the order of keys where there are comments,
 * anchors or a second document. Its lines.
 */
export function formatFrontmatter(source: string, frontmatter: Frontmatter): string[] {
  const { contentRange, document } = frontmatter;
  const text = source.slice(contentRange.start, contentRange.end);
  const kept = protectedLines(text, document);
  const lines = text.split('\n').map((written, index) => {
    const line = written.replace(/\r$/, '');
    return kept.has(index) ? line : tidyLine(line);
  });
  const entries = entriesOf(lines, kept);
  return trimBlankLines((canReorder(document, text) ? sortEntries(entries) : entries).flat());
}

/** Plain keys, also in lists and with Picoschema's parentheses, and quoted ones. Other colons are not looked at. */
const KEY_AND_BLANKS = /^( *(?:- +)?(?:[\w.$?*-]+(?:\([^)'"]*\))?|"[^"\\]*"|'[^']*')):[ \t]{2,}(?=[^\s#])/;

/** The edits of the lines alone: nothing is moved, so that each can be made without the others. */
export function tidyLines(source: string, { contentRange, document }: Frontmatter): TextEdit[] {
  const text = source.slice(contentRange.start, contentRange.end);
  const kept = protectedLines(text, document);
  let start = contentRange.start;
  return text.split('\n').flatMap((written, index) => {
    const line = written.replace(/\r$/, '');
    const range = { start, end: start + line.length };
    start += written.length + 1;
    const newText = kept.has(index) ? line : tidyLine(line);
    return newText === line ? [] : [{ range, newText }];
  });
}

function tidyLine(line: string): string {
  return line.trimEnd().replace(KEY_AND_BLANKS, '$1: ');
}

/** Lines within texts of several lines, where blanks are part of the value. */
function protectedLines(text: string, document: Document.Parsed): Set<number> {
  const lines = new Set<number>();
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  visit(document, {
    Scalar: (_key, { range }) => {
      if (!range) return;
      const first = lineAt(starts, range[0]);
      const last = lineAt(starts, Math.max(range[0], range[1] - 1));
      if (first !== last) for (let i = first; i <= last; i++) lines.add(i);
    },
  });
  return lines;
}

/** The line of an offset: the last one that starts at or before it. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** One group of lines for each top-level key; lines before the first key are a group, too. */
function entriesOf(lines: readonly string[], kept: ReadonlySet<number>): string[][] {
  const entries: string[][] = [[]];
  let wasBlank = false;
  lines.forEach((line, index) => {
    const isBlank = line.trim() === '' && !kept.has(index);
    if (isBlank && wasBlank) return;
    wasBlank = isBlank;
    if (/^[^\s#\-}\]]/.test(line)) entries.push([]);
    entries.at(-1)?.push(line);
  });
  return entries;
}

function canReorder(document: Document.Parsed, text: string): boolean {
  const isBlockMap = isMap(document.contents) && document.contents.flow !== true;
  return isBlockMap && !/(?:^|\s)#|(?:^|\s)[&*]\w|^(?:---|\.\.\.|[%?])/m.test(text);
}

function sortEntries([head = [], ...entries]: string[][]): string[][] {
  const rank = ([line = '']: string[]): number => {
    const key = /^["']?([\w.]+)/.exec(line)?.[1] ?? '';
    const known = ORDER.indexOf(key);
    return known === -1 ? ORDER.length : known;
  };
  return [head, ...entries.sort((a, b) => rank(a) - rank(b))];
}

function trimBlankLines(lines: string[]): string[] {
  const isText = (line: string): boolean => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(isText)), lines.findLastIndex(isText) + 1);
}
