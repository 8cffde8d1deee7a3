import { z } from 'zod';
import { chargeScope } from './charge-scope';
import { instant, uuid } from './common';

/**
 * What may be spent. Before each call the hub reserves the most that it can cost, and settles it afterwards. A hard budget
 * refuses a call that could pass it (402 `budget-exhausted`), and one whose model has no known price (422 `model-unpriced`); a soft
 * one lets it go, and says so (`warnings` of the result).
 *
 *   GET    /api/v1/organizations/:organization/budgets             → BudgetList
 *   POST   /api/v1/organizations/:organization/budgets             CreateBudget → Budget
 *   PATCH  /api/v1/organizations/:organization/budgets/:budget     UpdateBudget → Budget
 *   DELETE /api/v1/organizations/:organization/budgets/:budget
 *   GET    /api/v1/organizations/:organization/budgets/:budget/spending   → BudgetSpending: who spent it in the current period
 *
 * Periods begin at midnight UTC, of each day or of the first of each month.
 */
export const budgetPeriod = z.enum(['day', 'month']);
export type BudgetPeriod = z.infer<typeof budgetPeriod>;

const limitUsd = z.number().min(0).max(1_000_000_000);

export const createBudget = z
  .object({
    for: chargeScope,
    period: budgetPeriod,
    limitUsd,
    /** Refuses what could pass it; without, it only warns. */
    hard: z.boolean().default(true),
  })
  .meta({ examples: [{ for: { scope: 'organization' }, period: 'month', limitUsd: 200, hard: true }] });
export type CreateBudget = z.infer<typeof createBudget>;

export const updateBudget = z
  .object({ limitUsd: limitUsd.optional(), hard: z.boolean().optional() })
  .meta({ examples: [{ limitUsd: 300 }] });
export type UpdateBudget = z.infer<typeof updateBudget>;

const spent = z.object({
  /** US dollars of calls that have ended, in the current period. */
  settledUsd: z.number(),
  /** US dollars that calls still going on may cost at most. */
  reservedUsd: z.number(),
});

export const budget = spent
  .extend({
    id: uuid,
    for: chargeScope,
    period: budgetPeriod,
    limitUsd: z.number(),
    hard: z.boolean(),
    /** When the current period began, and when the next one will. */
    periodStart: instant,
    resetsAt: instant,
    createdAt: instant,
  })
  // For a budget of each user or key: of the one who is nearest to the limit.
  .meta({ id: 'Budget' });
export type Budget = z.infer<typeof budget>;
export const budgetList = z.object({ items: z.array(budget) });
export type BudgetList = z.infer<typeof budgetList>;

/** The 100 who spent most of a budget; for a budget of one, that one. `name` is for people. */
export const budgetSpending = z
  .object({ items: z.array(spent.extend({ name: z.string(), user: uuid.optional(), key: uuid.optional() })) })
  .meta({ id: 'BudgetSpending' });
export type BudgetSpending = z.infer<typeof budgetSpending>;

/** A soft budget that was passed, or any of which over 80 % is gone. */
export const budgetWarning = z.object({
  budget: uuid,
  /** In words: which budget, how much of it is gone, when it begins anew. */
  message: z.string(),
});
export type BudgetWarning = z.infer<typeof budgetWarning>;
