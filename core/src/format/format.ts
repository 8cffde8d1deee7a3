import type { TextEdit } from '../diagnostic';
import { parse } from '../parse';
import type { PromptTree } from '../syntax/tree';
import { fingerprint } from './fingerprint';
import { formatFrontmatter } from './format-frontmatter';
import { templateEdits } from './template-edits';

/**
 * The usual form of a prompt. Never changes what is rendered: every result is read again and compared, and where that would be
 * in doubt, the text stays as it is. Files with syntax errors and files in other languages are left alone.
 */
export function format(source: string): string {
  const tree = parse(source);
  if (tree.problems.length > 0 || !(tree.dialect === 'dotprompt' || tree.dialect === 'text')) return source;
  const lineBreak = /\r?\n/.exec(source)?.[0] ?? '\n';
  const body = formatTemplate(tree, lineBreak);
  const { frontmatter } = tree;
  if (frontmatter === undefined) return meansTheSame(tree, body) ? body : source;
  const opening = formatHead(source.slice(0, frontmatter.range.start), lineBreak);
  const written = source.slice(frontmatter.contentRange.start, frontmatter.contentRange.end).split(/\r?\n/);
  for (const yaml of [formatFrontmatter(source, frontmatter), written]) {
    const head = [...opening, '---', ...yaml, '---', ''].join(lineBreak);
    const result = body === '' ? head : head + gap(tree, lineBreak) + body + lineBreak;
    if (meansTheSame(tree, result)) return result;
  }
  return source;
}

function formatTemplate(tree: PromptTree, lineBreak: string): string {
  const { source, templateRange } = tree;
  const edits = templateEdits(tree, lineBreak).sort((a, b) => a.range.start - b.range.start);
  return apply(source, templateRange, edits);
}

function apply(source: string, range: { start: number; end: number }, edits: readonly TextEdit[]): string {
  let at = range.start;
  const pieces: string[] = [];
  for (const edit of edits) {
    pieces.push(source.slice(at, edit.range.start), edit.newText);
    at = edit.range.end;
  }
  return pieces.join('') + source.slice(at, range.end);
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
  const after = parse(text);
  return (
    after.problems.length === 0 &&
    after.dialect === before.dialect &&
    fingerprint(after.template) === fingerprint(before.template) &&
    sameMetadata(before, after)
  );
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
