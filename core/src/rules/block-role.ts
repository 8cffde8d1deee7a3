import type { Fix, TextEdit } from '../diagnostic';
import { builtinHelper } from '../model/helpers';
import type { BlockStatement, TemplateNode } from '../syntax/ast';
import type { Rule, RuleContext } from './rule';
import { helperNameOf } from './template-text';

export const blockRole: Rule = {
  meta: {
    code: 'block-role',
    severity: 'error',
    summary: 'A helper that only prints something is used as a block.',
    docs:
      '`role`, `section`, `history`, `media` and `json` take no body: Dotprompt drops everything up to the closing tag ' +
      'without a word. A role holds up to the next role, so it needs no end.',
    bad: '{{#role "system"}}Be kind.{{/role}}Hello',
    good: '{{role "system"}}Be kind.{{role "user"}}Hello',
  },
  create: (context) => ({
    BlockStatement(node, parents) {
      const name = helperNameOf(node.path);
      if (name === undefined || builtinHelper(name)?.kind !== 'inline') return;
      context.report({
        range: node.openRange,
        message: `\`${name}\` takes no body: Dotprompt drops the text between these tags.`,
        fixes: [toInline(node, parents, context)],
      });
    },
  }),
};

function toInline(
  node: BlockStatement,
  parents: readonly TemplateNode[],
  context: RuleContext,
): Fix | undefined {
  const { openRange, closeRange, elseRange } = node;
  const open = context.text(openRange);
  const hash = open.search(/[#^]/);
  const hasParams = node.program.blockParams.length > 0;
  if (elseRange || node.inverted || hasParams || hash < 0) return undefined;
  const inline = open.slice(0, hash) + open.slice(hash + 1);
  const edits: TextEdit[] = [{ range: openRange, newText: inline }];
  if (closeRange) {
    const isRole = helperNameOf(node.path) === 'role' && returnsToUser(node, parents, context);
    edits.push({ range: closeRange, newText: isRole ? '{{role "user"}}' : '' });
  }
  return { title: `Change to ${inline}`, edits, preferred: true };
}

/** What follows the block was written as a message of its own: it must not slip into the one before. */
function returnsToUser(
  node: BlockStatement,
  parents: readonly TemplateNode[],
  { text }: RuleContext,
): boolean {
  const role = node.params[0];
  if (role?.type === 'StringLiteral' && role.value === 'user') return false;
  const parent = parents.at(-1);
  const end = parent?.type === 'Program' ? parent.range.end : node.range.end;
  const rest = text({ start: node.range.end, end }).trimStart();
  return rest !== '' && !/^\{\{~?#?\s*role\b/.test(rest);
}
