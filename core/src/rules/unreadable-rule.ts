import { unreadable, type Unreadable } from '../syntax/source-text';
import type { Rule, RuleMeta } from './rule';

/** A rule about texts that are not read at all; `check` runs no other one on them. */
export function unreadableRule(meta: RuleMeta & { readonly code: Unreadable['code'] }): Rule {
  return {
    meta,
    create: ({ tree, report }) => ({
      file() {
        const problem = unreadable(tree.source);
        if (problem?.code === meta.code) report(problem);
      },
    }),
  };
}
