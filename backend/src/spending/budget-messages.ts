import type { BudgetPeriod, BudgetWarning } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';
import { type ChargeScopeRow, nameOfScope, shownChargeScope } from './charge-scopes';
import type { StartedAttempt } from './execution-ledger';
import { toUsd } from './money';
import { nextPeriod } from './periods';

/** A budget that an attempt is near to, or would pass, and what of it was gone before. Amounts in nano-dollars. */
export interface NearBudget extends ChargeScopeRow {
  readonly id: string;
  readonly project_slug: string | null;
  readonly period: BudgetPeriod;
  readonly limit_nano: number;
  readonly hard: boolean;
  /** A date, UTC. */
  readonly period_start: string;
  readonly settled_nano: number;
  readonly reserved_nano: number;
}

/** Why an attempt may not go out: the first hard budget that it would pass, or that cannot say whether it would. */
export function refusalOf(near: readonly NearBudget[], { model, worst }: StartedAttempt): ProblemError {
  const hard = near.filter((budget) => budget.hard);
  if ('costUsd' in worst) {
    const passed = hard.find((budget) => leftUsd(budget) < worst.costUsd) ?? hard[0];
    if (passed === undefined) throw new Error('an attempt was refused that no budget refuses');
    return exhausted(passed, worst.costUsd);
  }
  const [budget] = hard;
  if (budget === undefined) throw new Error('an attempt was refused that no budget refuses');
  const extra = { budget: budget.id, model };
  if ('unpriced' in worst) {
    return new ProblemError(
      422,
      'model-unpriced',
      `"${model}" has no known price, and the ${nameOf(budget)} is a hard one: it lets only calls go whose cost can be known. ` +
        'Choose another model, or make the budget soft.',
      extra,
    );
  }
  const [what, how] =
    worst.unbounded === 'input'
      ? ['is given a document of unknown length', 'Send it as text or images']
      : ['may write without end', 'Give the prompt a maxOutputTokens'];
  return new ProblemError(
    422,
    'cost-unbounded',
    `"${model}" ${what}, so nobody can say what this call may cost, and the ${nameOf(budget)} is a hard one. ` +
      `${how}, or make the budget soft.`,
    extra,
  );
}

/** Of an attempt that may go out. */
export function warningsOf(near: readonly NearBudget[], { worst }: StartedAttempt): readonly BudgetWarning[] {
  const mayCost = 'costUsd' in worst ? worst.costUsd : 0;
  return near.map((budget) => {
    const limit = toUsd(budget.limit_nano);
    const gone = limit - leftUsd(budget) + mayCost;
    const state = gone > limit ? 'is passed' : `is ${Math.floor((gone / limit) * 100)} % gone`;
    const message = `The ${nameOf(budget)} ${state}: ${dollars(gone)} of ${dollars(limit)}. ${anew(budget)}`;
    return { budget: budget.id, message };
  });
}

function exhausted(budget: NearBudget, mayCostUsd: number): ProblemError {
  const left = Math.max(leftUsd(budget), 0);
  const reserved = toUsd(budget.reserved_nano);
  const held = reserved > 0 ? ` (${dollars(reserved)} more are held for calls that are going on)` : '';
  return new ProblemError(
    402,
    'budget-exhausted',
    `The ${nameOf(budget)} has ${dollars(left)} of ${dollars(toUsd(budget.limit_nano))} left${held}, and this call may cost up to ` +
      `${dollars(mayCostUsd)}. ${anew(budget)} An owner or admin can raise it.`,
    {
      budget: budget.id,
      limitUsd: toUsd(budget.limit_nano),
      leftUsd: left,
      resetsAt: nextPeriod(budget.period, budget.period_start).toISOString(),
    },
  );
}

const leftUsd = (budget: NearBudget): number =>
  toUsd(budget.limit_nano - budget.settled_nano - budget.reserved_nano);

const nameOf = (budget: NearBudget): string =>
  `${budget.period === 'day' ? 'daily' : 'monthly'} budget of ${nameOfScope(shownChargeScope(budget))}`;

const anew = ({ period, period_start }: NearBudget): string =>
  `It begins anew on ${nextPeriod(period, period_start).toISOString().slice(0, 10)} at midnight UTC.`;

/** Cents where that is exact, otherwise three digits that say something: calls cost less than a cent. */
function dollars(usd: number): string {
  const cents = usd.toFixed(2);
  return usd >= 1 || Math.abs(Number(cents) - usd) < 1e-12
    ? `$${cents}`
    : `$${String(Number(usd.toPrecision(3)))}`;
}
