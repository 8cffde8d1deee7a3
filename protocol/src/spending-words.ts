import type { Budget } from './api/budgets';
import type { ChargeScope } from './api/charge-scope';
import type { RateLimitMeasure } from './api/rate-limits';

/** Budgets and limits in words, the same wherever a person reads them. */

/** `the whole organization`, `project desk`, `each member`. Ids of people and tokens that nobody names stay ids, cut off. */
export function whoseCalls(
  scope: ChargeScope,
  nameOf: (id: string) => string | undefined = () => undefined,
): string {
  const named = (id: string) => nameOf(id) ?? `${id.slice(0, 8)}…`;
  switch (scope.scope) {
    case 'organization':
      return 'the whole organization';
    case 'project':
      return `project ${scope.project}`;
    case 'user':
      return scope.user === undefined ? 'each member' : `member ${named(scope.user)}`;
    case 'key':
      return scope.key === undefined ? 'each personal token' : `token ${named(scope.key)}`;
    case 'prompt':
      return `${scope.path} of ${scope.project}`;
    case 'environment':
      return `environment ${scope.environment} of ${scope.project}`;
  }
}

/** What is counted: `60 calls a minute`. */
export const MEASURE_WORDS: Readonly<Record<RateLimitMeasure, string>> = {
  'requests-per-minute': 'calls a minute',
  'tokens-per-minute': 'tokens a minute',
  'parallel-requests': 'calls at the same time',
};

/** How much of a budget is gone, what calls going on may cost included: 1 is all of it. */
export function goneOf({
  settledUsd,
  reservedUsd,
  limitUsd,
}: Pick<Budget, 'settledUsd' | 'reservedUsd' | 'limitUsd'>): number {
  return limitUsd === 0 ? 1 : (settledUsd + reservedUsd) / limitUsd;
}
