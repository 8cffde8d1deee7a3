import type { SyntaxProblem } from '../syntax/tree';
import type { Rule, RuleContext, RuleMeta } from './rule';
import { replace } from './fixes';
import type { Fix } from '../diagnostic';

/** A rule that passes on what the parser found under its code. */
export function problemRule(
  meta: RuleMeta,
  repair?: (problem: SyntaxProblem, context: RuleContext) => Fix | undefined,
): Rule {
  return {
    meta,
    create: (context) => ({
      file() {
        for (const problem of context.tree.problems) {
          if (problem.code !== meta.code) continue;
          const { range, message, fix } = problem;
          const fixes = [
            fix && replace(fix.range, fix.newText, { title: fix.title }),
            repair?.(problem, context),
          ];
          context.report({ range, message, fixes });
        }
      },
    }),
  };
}
