import type { BudgetPeriod } from '@prompthub/protocol';

/** When the period after the one that began on `start` (a date, UTC) begins. */
export function nextPeriod(period: BudgetPeriod, start: string): Date {
  const next = new Date(`${start}T00:00:00.000Z`);
  if (period === 'day') next.setUTCDate(next.getUTCDate() + 1);
  else next.setUTCMonth(next.getUTCMonth() + 1);
  return next;
}
