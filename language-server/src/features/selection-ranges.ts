import { nodeAt, type FrontmatterEntry, type Range, type TemplateNode } from '@prompthub/core';
import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { messagesOf } from '../language/messages';
import { yamlContext } from '../language/yaml-context';
import { toLspRange, touches } from '../ranges';

/**
 * What a selection grows to: in the template from a name over its expression, tag, body, block and message to the whole
 * text, in the YAML from a value over its pair to the map that it stands in.
 */
export function selectionRanges(
  context: Context,
  { textDocument, positions }: SelectionRangeParams,
): SelectionRange[] | null {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.unreadable) return null;
  return positions.map((position) => selectionRange(document, document.lines.offsetAt(position)));
}

function selectionRange(document: PromptDocument, offset: number): SelectionRange {
  const file = { start: 0, end: document.text.length };
  const touched = [...candidates(document, offset), file].filter((range) => touches(range, offset));
  const bySize = touched.toSorted((left, right) => right.end - right.start - (left.end - left.start));
  let found: SelectionRange = { range: toLspRange(document.lines, file) };
  let outer: Range = file;
  for (const range of bySize) {
    const isInside = outer.start <= range.start && range.end <= outer.end;
    const isSame = outer.start === range.start && outer.end === range.end;
    if (!isInside || isSame || range.start === range.end) continue;
    found = { range: toLspRange(document.lines, range), parent: found };
    outer = range;
  }
  return found;
}

function candidates(document: PromptDocument, offset: number): Range[] {
  const { kind, tree, text, yaml } = document;
  if (kind === 'tests')
    return inYaml(text, { start: 0, end: text.length }, { offset, entry: (at) => yaml.entry(at) });
  const { frontmatter, template } = tree;
  if (frontmatter && offset < frontmatter.range.end)
    return [
      trimmed(text, frontmatter.range),
      frontmatter.contentRange,
      ...inYaml(text, frontmatter.contentRange, { offset, entry: (at) => frontmatter.entry(at) }),
    ];
  const messages = messagesOf(tree).flatMap(({ range, head }) => [
    range,
    { start: head.end, end: range.end },
  ]);
  return [template.range, ...messages, ...nodeAt(tree, offset).flatMap(rangesOf)].map((range) =>
    trimmed(text, range),
  );
}

/** The ranges of a node that people think of as a whole. */
function rangesOf(node: TemplateNode): Range[] {
  switch (node.type) {
    case 'PathExpression':
      return [node.range, ...node.parts.map(({ range }) => range)];
    case 'HashPair':
      return [node.range, node.keyRange];
    case 'StringLiteral':
      return [node.range, { start: node.range.start + 1, end: node.range.end - 1 }];
    case 'BlockStatement':
      return [node.range, node.openRange, ...(node.closeRange ? [node.closeRange] : []), ...branchesOf(node)];
    case 'PartialBlockStatement':
      return [node.range, node.openRange, ...(node.closeRange ? [node.closeRange] : [])];
    default:
      return [node.range];
  }
}

/** A branch with its tag: from `{{#if}}` or `{{else}}` to what comes next. */
function branchesOf({
  openRange,
  elseRange,
  closeRange,
  range,
}: Extract<TemplateNode, { type: 'BlockStatement' }>): Range[] {
  const end = closeRange?.start ?? range.end;
  if (!elseRange) return [];
  return [elseRange, { start: openRange.start, end: elseRange.start }, { start: elseRange.start, end }];
}

function inYaml(
  text: string,
  region: Range,
  {
    offset,
    entry,
  }: { offset: number; entry: (path: readonly (string | number)[]) => FrontmatterEntry | undefined },
): Range[] {
  const at = yamlContext(text, region, offset);
  const word = text.slice(at.replace.start, at.replace.end);
  const path = at.kind === 'key' ? [...at.path, word.replace(/^(["'])(.*)\1$/, '$2')] : at.path;
  const steps = path.map((_step, index) => entry(path.slice(0, index + 1)));
  return [region, at.replace, ...steps.flatMap((step) => (step ? pairOf(step) : []))].map((range) =>
    trimmed(text, range),
  );
}

function pairOf({ key, value }: FrontmatterEntry): Range[] {
  return key
    ? [key, value, { start: Math.min(key.start, value.start), end: Math.max(key.end, value.end) }]
    : [value];
}

function trimmed(text: string, { start, end }: Range): Range {
  const content = text.slice(start, end).trimEnd();
  return { start, end: start + content.length };
}
