import type { Fix } from '../diagnostic';
import type { BlockStatement } from '../syntax/ast';
import type { SyntaxProblem } from '../syntax/tree';
import { visit } from '../syntax/visit';
import { replace } from './fixes';
import { problemRule } from './problem-rule';
import type { RuleContext } from './rule';
import { mendCondition, mendPath } from './syntax-repair';

export const templateSyntax = problemRule(
  {
    code: 'template-syntax',
    severity: 'error',
    summary: 'The template is not valid Handlebars.',
    docs: 'Dotprompt cannot compile the template: rendering fails.',
    bad: '{{#if name}}Hello {{name}}',
    good: '{{#if name}}Hello {{name}}{{/if}}',
  },
  (context) => {
    const open = unclosedBlocks(context);
    return (problem) =>
      closeBlock(open.get(problem.range.start), problem, context) ??
      mendClosingTag(problem, context) ??
      mendPath(problem, context) ??
      mendCondition(problem, context);
  },
);

/** Blocks without a closing tag, by where they begin. */
function unclosedBlocks({ tree }: RuleContext): ReadonlyMap<number, BlockStatement> {
  const blocks = new Map<number, BlockStatement>();
  visit(tree.template, (node) => {
    if (node.type === 'BlockStatement' && node.closeRange === undefined) blocks.set(node.range.start, node);
  });
  return blocks;
}

function closeBlock(
  block: BlockStatement | undefined,
  { range }: SyntaxProblem,
  { text }: RuleContext,
): Fix | undefined {
  if (block === undefined || block.path.type === 'ErrorNode') return undefined;
  if (block.openRange.end !== range.end) return undefined;
  const tag = `{{/${text(block.path.range)}}}`;
  const body = text({ start: block.openRange.end, end: block.range.end });
  const end = block.range.end;
  const newText = body.slice(0, 10_000).includes('\n') && !body.endsWith('\n') ? `\n${tag}` : tag;
  return replace({ start: end, end }, newText, { title: `Close the block with ${tag}` });
}

function mendClosingTag({ range, message }: SyntaxProblem, { text }: RuleContext): Fix | undefined {
  const written = text(range);
  const expected = /`(\{\{\/[^`]+\}\})` is expected/.exec(message)?.[1];
  if (expected !== undefined) return replace(range, expected);
  const strays = /^\{\{~?\s*(?:\/|else\b)/.test(written) && written.endsWith('}}');
  return strays ? replace(range, '', { title: `Remove ${written}` }) : undefined;
}
