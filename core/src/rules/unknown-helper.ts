import { declaredNames } from '../model/declared-names';
import { BUILTIN_HELPERS, builtinHelper } from '../model/helpers';
import { blockParam } from '../model/scope';
import type { PathExpression } from '../syntax/ast';
import { didYouMean, question } from './fixes';
import type { Rule, RuleContext } from './rule';
import { addToList } from './yaml-edits';

export const unknownHelper: Rule = {
  meta: {
    code: 'unknown-helper',
    severity: 'error',
    summary: 'A helper does not exist.',
    docs:
      'Something with arguments is a call of a helper, and Dotprompt refuses templates that call one it does not know. ' +
      'Helpers that the host application registers are named in `prompthub.requires: { helpers: [upper] }`.',
    bad: '{{uppercase name}}',
    good: '---\nprompthub.requires: { helpers: [uppercase] }\n---\n{{uppercase name}}',
  },
  create: (context) => ({
    file() {
      const declared = declaredNames(context.tree.frontmatter, 'helpers');
      const known = new Set([...(context.options.helpers ?? []), ...declared]);
      for (const { node, position, scope } of context.analysis.references) {
        const name = node.original;
        const isKnown = builtinHelper(name) !== undefined || known.has(name);
        if (position !== 'helper' || isKnown || blockParam(scope, node.parts[0]?.name ?? '')) continue;
        report(context, node, known);
      }
    },
  }),
};

function report(context: RuleContext, node: PathExpression, known: ReadonlySet<string>): void {
  const name = node.original;
  const meant = didYouMean(node.range, name, [...BUILTIN_HELPERS.map((helper) => helper.name), ...known]);
  const declaration = /^[\w-]+$/.test(name)
    ? addToList(context.tree, ['prompthub.requires', 'helpers'], name)
    : undefined;
  // Closing tags repeat the name of a block.
  const block = context.tree.template.body.find(
    (statement) => statement.type === 'BlockStatement' && statement.path === node,
  );
  context.report({
    range: node.range,
    message: `There is no helper \`${name}\`.${question(meant)}`,
    fixes: [
      block === undefined ? meant : undefined,
      declaration && {
        title: `Declare that the host registers ${name}`,
        edits: [declaration],
        preferred: false,
      },
    ],
  });
}
