import * as vscode from 'vscode';
import { whoseCalls, type Budget, type BudgetPeriod } from '@prompthub/protocol';
import { askWhoseCalls } from './ask-whose-calls';
import { dollarsProblem } from './amounts';
import type { SpendingPlace } from './spending-place';

/** Asks for all of a new budget; undefined when the person goes away. */
export async function addBudget(place: SpendingPlace): Promise<Budget | undefined> {
  const scope = await askWhoseCalls(place, 'New budget');
  const period = scope && (await askPeriod());
  const limitUsd = period && (await askLimit(`Budget of ${whoseCalls(scope)} for a ${period}`));
  const hard = limitUsd === undefined ? undefined : await askHard();
  if (!scope || !period || limitUsd === undefined || hard === undefined) return undefined;
  return place.hub.organization(place.organization).createBudget({ for: scope, period, limitUsd, hard });
}

/** Asks for another limit, and whether it refuses or warns. */
export async function changeBudget(
  { hub, organization }: SpendingPlace,
  budget: Budget,
): Promise<Budget | undefined> {
  const limitUsd = await askLimit(
    `Budget of ${whoseCalls(budget.for)} for a ${budget.period}`,
    budget.limitUsd,
  );
  const hard = limitUsd === undefined ? undefined : await askHard(budget.hard);
  if (limitUsd === undefined || hard === undefined) return undefined;
  return hub.organization(organization).updateBudget(budget.id, { limitUsd, hard });
}

export async function removeBudget({ hub, organization }: SpendingPlace, budget: Budget): Promise<boolean> {
  const question = `Remove the budget of ${whoseCalls(budget.for)} for a ${budget.period}?`;
  const detail = 'Calls are not held to it any more. What was spent stays recorded.';
  const yes = 'Remove';
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return false;
  await hub.organization(organization).deleteBudget(budget.id);
  return true;
}

async function askPeriod(): Promise<BudgetPeriod | undefined> {
  const items = [
    {
      label: '$(calendar) A month',
      description: 'begins anew on the first, midnight UTC',
      period: 'month' as const,
    },
    { label: '$(calendar) A day', description: 'begins anew at midnight UTC', period: 'day' as const },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'New budget', placeHolder: 'For how long?' }))
    ?.period;
}

async function askLimit(title: string, now?: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: 'US dollars that may be spent, for example 200 or 0.50',
    ...(now === undefined ? {} : { value: String(now) }),
    ignoreFocusOut: true,
    validateInput: dollarsProblem,
  });
  return text === undefined ? undefined : Number(text.trim());
}

/** The one that is so now stands first. */
async function askHard(now = true): Promise<boolean | undefined> {
  const items = [
    { label: '$(circle-slash) Hard', description: 'refuses calls that could pass it', hard: true },
    { label: '$(warning) Soft', description: 'lets calls go on, and warns', hard: false },
  ].sort((a, b) => Number(b.hard === now) - Number(a.hard === now));
  const options = { title: 'Budget', placeHolder: 'What happens at the limit?' };
  return (await vscode.window.showQuickPick(items, options))?.hard;
}
