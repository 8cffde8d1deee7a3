import type { TextEdit } from '../diagnostic';
import type { BlockStatement, ContentStatement, Expression, StripFlags, TemplateNode } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import { visit } from '../syntax/visit';
import { printTag } from './print-tag';
import type { TagParts } from './print-tag';

const NONE: StripFlags = { open: false, close: false };

/** The edits that bring the tags of a template, and the blanks around them that nobody sees, into their usual form. */
export function templateEdits(tree: PromptTree, lineBreak: string): TextEdit[] {
  const { source } = tree;
  const edits: TextEdit[] = [];
  const replace = (range: Range, newText: string): void => {
    if (source.slice(range.start, range.end) !== newText) edits.push({ range, newText });
  };
  const tag = (range: Range, parts: TagParts): void => {
    const lines = /\n/.test(source.slice(range.start, range.end));
    replace(
      range,
      printTag(parts, { source, broken: lines, indent: () => indentAt(tree, range.start), lineBreak }),
    );
  };
  const broken = brokenTags(tree);
  visit(tree.template, (node) => {
    if (broken.has(node)) return;
    switch (node.type) {
      case 'ContentStatement':
        replace(...hiddenBlanks(node, source));
        break;
      case 'MustacheStatement': {
        const triple = source.charAt(node.range.start + (node.strip.open ? 3 : 2)) === '{';
        tag(node.range, { ...node, prefix: node.escaped || triple ? '' : '&', triple });
        break;
      }
      case 'PartialStatement':
        tag(node.range, { ...node, path: node.name, prefix: '> ' });
        break;
      case 'PartialBlockStatement':
        tag(node.openRange, { ...node, path: node.name, prefix: '#> ', strip: node.openStrip });
        close(node, source, replace);
        break;
      case 'BlockStatement':
        block(node, source, { tag, replace });
        break;
    }
  });
  return edits;
}

/** Tags with an error inside. (What is between such a tag and the one that closes it can be right.) */
function brokenTags({ template, problems }: PromptTree): ReadonlySet<TemplateNode> {
  const broken = new Set<TemplateNode>();
  if (problems.length === 0) return broken;
  visit(template, (node, parents) => {
    if (node.type !== 'ErrorNode') return;
    const tag = parents.findLast(({ type }) => type === 'Program' || type.endsWith('Statement'));
    if (tag) broken.add(tag);
  });
  return broken;
}

interface Writers {
  readonly tag: (range: Range, parts: TagParts) => void;
  readonly replace: (range: Range, newText: string) => void;
}

function block(node: BlockStatement, source: string, { tag, replace }: Writers): void {
  // The inside of a raw block is text, and so are its braces.
  if (source.startsWith('{{{{', node.openRange.start)) return;
  const first = node.inverted && node.inverse !== undefined ? node.inverse : node.program;
  const { blockParams } = first.blockParams.length > 0 ? first : node.program;
  const prefix = node.chained ? 'else ' : node.inverted ? '^' : '#';
  tag(node.openRange, { ...node, prefix, blockParams, strip: node.openStrip });
  if (node.elseRange !== undefined && !isChain(node)) {
    replace(node.elseRange, braces('else', node.inverseStrip ?? NONE));
  }
  close(node, source, replace);
}

function isChain({ inverse, elseRange }: BlockStatement): boolean {
  const [only] = inverse?.body ?? [];
  return only?.type === 'BlockStatement' && only.chained && only.openRange.start === elseRange?.start;
}

function close(
  node: { closeRange: Range | undefined; closeStrip: StripFlags | undefined } & (
    { path: Expression } | { name: Expression }
  ),
  source: string,
  replace: Writers['replace'],
): void {
  if (node.closeRange === undefined) return;
  const written = source.slice(node.closeRange.start, node.closeRange.end);
  const name = /^\{\{~?\/\s*([\s\S]*?)\s*~?\}\}$/.exec(written)?.[1];
  if (name !== undefined) replace(node.closeRange, braces(`/${name}`, node.closeStrip ?? NONE));
}

function braces(inside: string, { open, close: end }: StripFlags): string {
  return `{{${open ? '~' : ''}${inside}${end ? '~' : ''}}}`;
}

/** White space behind a tag that is not shown: without blanks at the ends of its lines. */
function hiddenBlanks({ range, value, original }: ContentStatement, source: string): [Range, string] {
  const written = source.slice(range.start, range.end);
  const shown = written === original ? written.indexOf(value) : 0;
  const hidden = value === '' ? written : written.slice(0, Math.max(0, shown));
  const end = range.start + hidden.length;
  return [{ start: range.start, end }, hidden.replace(/[ \t]+(?=\r?\n)/g, '')];
}

/** Blanks before the template do not count: formatting takes them away. */
function indentAt({ source, templateRange }: PromptTree, offset: number): string {
  const start = offset === 0 ? 0 : source.lastIndexOf('\n', offset - 1) + 1;
  const line = source.slice(Math.max(start, templateRange.start), offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
