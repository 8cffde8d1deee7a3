import { visit, type LineMap, type Range, type TemplateNode } from '@prompthub/core';
import { FoldingRangeKind, type FoldingRange, type FoldingRangeParams } from 'vscode-languageserver';
import type { Context } from '../context';
import { messagesOf } from '../language/messages';

/** Frontmatter and its nested keys, messages, blocks and their branches, comments. */
export function foldingRanges(context: Context, { textDocument }: FoldingRangeParams): FoldingRange[] {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.unreadable) return [];
  const { lines, text } = document;
  if (document.kind === 'tests') return unique(indented(text, lines, { start: 0, end: text.length }));
  const { frontmatter, template } = document.tree;
  const found: FoldingRange[] = [];
  if (frontmatter) {
    found.push(...span(lines, frontmatter.range.start, trimmedEnd(text, frontmatter.range)));
    found.push(...indented(text, lines, frontmatter.contentRange));
  }
  for (const { range } of messagesOf(document.tree))
    found.push(...span(lines, range.start, trimmedEnd(text, range), FoldingRangeKind.Region));
  visit(template, (node) => void found.push(...foldsOf(lines, node)));
  return unique(found);
}

function foldsOf(lines: LineMap, node: TemplateNode): FoldingRange[] {
  if (node.type === 'CommentStatement')
    return span(lines, node.range.start, node.range.end, FoldingRangeKind.Comment);
  if (node.type !== 'BlockStatement' && node.type !== 'PartialBlockStatement') return [];
  const end = node.closeRange?.start ?? node.range.end;
  const branch = node.type === 'BlockStatement' ? node.elseRange : undefined;
  if (!branch) return span(lines, node.range.start, lineBefore(lines, end));
  return [
    ...span(lines, node.range.start, lineBefore(lines, branch.start)),
    ...span(lines, branch.start, lineBefore(lines, end)),
  ];
}

function trimmedEnd(text: string, { start, end }: Range): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** The last offset of the line before, so that the closing tag stays visible. */
function lineBefore(lines: LineMap, offset: number): number {
  const { line } = lines.positionAt(offset);
  return Math.max(0, lines.offsetAt({ line, character: 0 }) - 1);
}

function span(lines: LineMap, start: number, end: number, kind?: FoldingRangeKind): FoldingRange[] {
  const [startLine, endLine] = [lines.positionAt(start).line, lines.positionAt(end).line];
  return endLine > startLine ? [{ startLine, endLine, ...(kind && { kind }) }] : [];
}

/** YAML folds by indentation: a line reaches to the last line that is indented more. */
function indented(text: string, lines: LineMap, range: Range): FoldingRange[] {
  const first = lines.positionAt(range.start).line;
  const found: FoldingRange[] = [];
  const open: { line: number; indent: number }[] = [];
  let last = first;
  const close = (indent: number): void => {
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      open.pop();
      if (last > top.line) found.push({ startLine: top.line, endLine: last });
    }
  };
  text
    .slice(range.start, range.end)
    .split(/\r\n|\n|\r/)
    .forEach((content, index) => {
      if (content.trim() === '') return;
      const indent = content.search(/\S/);
      close(indent);
      open.push({ line: first + index, indent });
      last = first + index;
    });
  close(-1);
  return found;
}

function unique(ranges: readonly FoldingRange[]): FoldingRange[] {
  const byLines = new Map(ranges.map((range) => [`${range.startLine}-${range.endLine}`, range]));
  return [...byLines.values()].sort(
    (left, right) => left.startLine - right.startLine || right.endLine - left.endLine,
  );
}
