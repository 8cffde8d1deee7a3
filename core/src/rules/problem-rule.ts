import type { SyntaxProblem } from '../syntax/tree';
import type { Rule, RuleContext, RuleMeta } from './rule';
import { replace } from './fixes';
import type { Fix } from '../diagnostic';

/** A rule that passes on what the parser found under its code. */
export function problemRule(
  meta: RuleMeta,
  repairs?: (context: RuleContext) => (problem: SyntaxProblem) => Fix | undefined,
): Rule {
  return {
    meta,
    create: (context) => ({
      file() {
        const problems = context.tree.problems.filter(({ code }) => code === meta.code);
        const repair = problems.length > 0 ? repairs?.(context) : undefined;
        for (const problem of problems) {
          const { range, message, fix } = problem;
          const fixes = [fix && replace(fix.range, fix.newText, { title: fix.title }), repair?.(problem)];
          context.report({ range, message, fixes });
        }
      },
    }),
  };
}
