import type { Range } from '../syntax/positions';
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
          const { message, fix } = problem;
          const range = visible(problem.range, context.tree.source);
          const fixes = [fix && replace(fix.range, fix.newText, { title: fix.title }), repair?.(problem)];
          context.report({ range, message, fixes });
        }
      },
    }),
  };
}

/** What is missing has no length: shown is what stands there instead, else what it is missing behind. */
function visible({ start, end }: Range, source: string): Range {
  if (end > start) return { start, end };
  const next = /^(?:[\w.-]+|\}+|[^\s])/.exec(source.slice(start, start + 100))?.[0];
  return next === undefined ? { start: Math.max(0, start - 1), end } : { start, end: start + next.length };
}
