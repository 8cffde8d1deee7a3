import type { Fix } from '../diagnostic';
import type { SyntaxProblem } from '../syntax/tree';
import { nodeAt } from '../syntax/visit';
import { replace } from './fixes';
import { problemRule } from './problem-rule';
import type { RuleContext } from './rule';

export const templateSyntax = problemRule(
  {
    code: 'template-syntax',
    severity: 'error',
    summary: 'The template is not valid Handlebars.',
    docs: 'Dotprompt cannot compile the template: rendering fails.',
    bad: '{{#if name}}Hello {{name}}',
    good: '{{#if name}}Hello {{name}}{{/if}}',
  },
  (problem, context) => closeBlock(problem, context) ?? mendClosingTag(problem, context),
);

function closeBlock({ range }: SyntaxProblem, { tree, text }: RuleContext): Fix | undefined {
  const block = nodeAt(tree, range.start).find(
    (node) =>
      node.type === 'BlockStatement' && node.range.start === range.start && node.closeRange === undefined,
  );
  if (block?.type !== 'BlockStatement' || block.path.type === 'ErrorNode') return undefined;
  if (block.openRange.end !== range.end) return undefined;
  const tag = `{{/${text(block.path.range)}}}`;
  const body = text({ start: block.openRange.end, end: block.range.end });
  const end = block.range.end;
  const newText = body.includes('\n') && !body.endsWith('\n') ? `\n${tag}` : tag;
  return replace({ start: end, end }, newText, { title: `Close the block with ${tag}` });
}

function mendClosingTag({ range, message }: SyntaxProblem, { text }: RuleContext): Fix | undefined {
  const written = text(range);
  const expected = /`(\{\{\/[^`]+\}\})` is expected/.exec(message)?.[1];
  if (expected !== undefined) return replace(range, expected);
  const strays = /^\{\{~?\s*(?:\/|else\b)/.test(written) && written.endsWith('}}');
  return strays ? replace(range, '', { title: `Remove ${written}` }) : undefined;
}
