import type { TextEdit } from '../diagnostic';
import { parse } from '../parse';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import { applyEdits } from './apply-edits';
import { fingerprint } from './fingerprint';
import { formatFrontmatter, tidyLines } from './format-frontmatter';
import { templateEdits } from './template-edits';

/**
 * The edits that give a prompt, or what stands inside of `range`, its usual form: in the order of the text, not overlapping,
 * all of them within the range. They never change what is rendered: every result is read again and compared, and where that
 * would be in doubt, there are none. Files in other languages are left alone. So are files with syntax errors; but of a range
 * the tags without one are formatted, so that it works while something else is being typed.
 */
export function formatEdits(source: string, range?: Range): TextEdit[] {
  const tree = parse(source);
  if (!isFormattable(tree, range)) return [];
  const { start, end } = range ?? { start: 0, end: source.length };
  const isInside = (edit: TextEdit): boolean => start <= edit.range.start && edit.range.end <= end;
  const lineBreak = /\r?\n/.exec(source)?.[0] ?? '\n';
  const inTemplate = templateEdits(tree, lineBreak);
  for (const around of editsAround(tree, lineBreak, { start, end })) {
    const edits = [...around, ...inTemplate].filter(isInside).sort((a, b) => a.range.start - b.range.start);
    if (meansTheSame(tree, applyEdits(source, edits))) return edits;
  }
  return [];
}

function isFormattable({ dialect, problems }: PromptTree, range: Range | undefined): boolean {
  if (dialect !== 'dotprompt' && dialect !== 'text') return false;
  return problems.every(({ code }) => range !== undefined && code === 'template-syntax');
}

/** What may be done around the template, the best first. */
function editsAround(tree: PromptTree, lineBreak: string, { start, end }: Range): TextEdit[][] {
  const { source, frontmatter, templateRange } = tree;
  if (frontmatter === undefined) return [[]];
  if (start > 0 || end < templateRange.start) return [tidyLines(source, frontmatter), []];
  const written = source.slice(frontmatter.contentRange.start, frontmatter.contentRange.end).split(/\r?\n/);
  const isEmpty = templateRange.start === templateRange.end;
  const tail = replacement(
    source,
    { start: templateRange.end, end: source.length },
    isEmpty ? '' : lineBreak,
  );
  return [formatFrontmatter(source, frontmatter), written].map((yaml) => {
    const opening = formatHead(source.slice(0, frontmatter.range.start), lineBreak);
    const head =
      [...opening, '---', ...yaml, '---', ''].join(lineBreak) + (isEmpty ? '' : gap(tree, lineBreak));
    return [...replacement(source, { start: 0, end: templateRange.start }, head), ...tail];
  });
}

/** One edit of what differs, so that cursors and folds elsewhere stay where they are. */
function replacement(source: string, range: Range, newText: string): TextEdit[] {
  const written = source.slice(range.start, range.end);
  if (written === newText) return [];
  const most = Math.min(written.length, newText.length);
  let first = 0;
  while (first < most && written[first] === newText[first]) first++;
  let last = 0;
  while (last < most - first && written.at(-1 - last) === newText.at(-1 - last)) last++;
  // No edit may split a line break or a surrogate pair.
  if (splits(written, first) || splits(newText, first)) first--;
  if (splits(written, written.length - last) || splits(newText, newText.length - last)) last--;
  const edit = { start: range.start + first, end: range.end - last };
  return [{ range: edit, newText: newText.slice(first, newText.length - last) }];
}

function splits(text: string, at: number): boolean {
  return (text[at - 1] === '\r' && text[at] === '\n') || /[\uD800-\uDBFF]/.test(text[at - 1] ?? '');
}

/** Comments before the frontmatter, without blanks at line ends and without empty lines before the first. */
function formatHead(head: string, lineBreak: string): string[] {
  const lines = head.split(/\r?\n/).map((line) => line.trimEnd());
  lines.pop();
  const first = lines.findIndex((line) => line !== '');
  return first === -1 ? [] : lines.slice(first).flatMap((line) => line.split(lineBreak));
}

/** One empty line between frontmatter and template, if there was any. */
function gap({ source, frontmatter, templateRange }: PromptTree, lineBreak: string): string {
  const between = source.slice(frontmatter?.range.end ?? 0, templateRange.start);
  return /\n/.test(between) ? lineBreak : '';
}

function meansTheSame(before: PromptTree, text: string): boolean {
  const after = parse(text, before);
  return (
    messages(after) === messages(before) &&
    after.dialect === before.dialect &&
    fingerprint(after.template) === fingerprint(before.template) &&
    sameMetadata(before, after)
  );
}

function messages({ problems }: PromptTree): string {
  return problems.map(({ message }) => message).join('\n');
}

function sameMetadata({ frontmatter: before }: PromptTree, { frontmatter: after }: PromptTree): boolean {
  if (before === undefined || after === undefined) return before === after;
  return stable(before.value) === stable(after.value);
}

/** JSON with sorted keys at the top: the order of those may change. */
function stable(value: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify(entries);
}
