import { declaredNames } from '../model/declared-names';
import { BUILTIN_HELPERS, builtinHelper } from '../model/helpers';
import { blockParam } from '../model/scope';
import type { BlockStatement, MustacheStatement, PathExpression, SubExpression } from '../syntax/ast';
import { declareName } from './declare-name';
import { didYouMean, question } from './fixes';
import type { Finding, Rule, RuleContext } from './rule';

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
  create: (context) => {
    const declared = declaredNames(context.tree.frontmatter, 'helpers');
    const known = new Set([...(context.options.helpers ?? []), ...declared]);
    const visit = ({ path, type }: MustacheStatement | BlockStatement | SubExpression): void => {
      if (path.type !== 'PathExpression') return;
      const reference = context.analysis.byNode.get(path);
      const name = path.original;
      const isKnown = builtinHelper(name) !== undefined || known.has(name);
      if (reference?.position !== 'helper' || isKnown) return;
      if (blockParam(reference.scope, path.parts[0]?.name ?? '')) return;
      context.report(() => findingFor(path, { isBlock: type === 'BlockStatement', known, context }));
    };
    return { MustacheStatement: visit, BlockStatement: visit, SubExpression: visit };
  },
};

function findingFor(
  { original: name, range }: PathExpression,
  { isBlock, known, context }: { isBlock: boolean; known: ReadonlySet<string>; context: RuleContext },
): Finding {
  const meant = didYouMean(range, name, [...BUILTIN_HELPERS.map((helper) => helper.name), ...known]);
  return {
    range,
    message: `There is no helper \`${name}\`.${question(meant)}`,
    fixes: [
      // The closing tag of a block repeats the name: one edit would not do.
      isBlock ? undefined : meant,
      declareName(context.tree, 'helpers', name),
    ],
  };
}
