import { templateExcess, type Excess } from '../syntax/template-size';
import type { Rule, RuleMeta } from './rule';

/** A rule about templates that are right in every tag, and refused when they are rendered. */
export function excessRule(meta: RuleMeta & { readonly code: Excess['code'] }): Rule {
  return {
    meta,
    create: ({ tree, report }) => ({
      file() {
        const excess = templateExcess(tree.template);
        if (excess?.code === meta.code) report(excess);
      },
    }),
  };
}
