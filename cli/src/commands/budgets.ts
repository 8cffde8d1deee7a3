import { Command, Option } from 'commander';
import { budgetPeriod, dollars, type Budget, type BudgetPeriod, type ChargeScope } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { isSameScope, parseChargeScope, scopeWords, WHOSE } from '../hub/charge-scope';
import { describeBudget } from '../hub/describe-spending';
import { openOrganization, type OpenOrganization } from '../hub/organization';
import { note, print, printable, printJson } from '../terminal/output';
import { amountOfDollars } from './parse-number';

interface BudgetsOptions {
  readonly set?: number;
  readonly remove?: boolean;
  readonly spending?: boolean;
  readonly for?: string;
  readonly period: BudgetPeriod;
  readonly soft?: boolean;
  readonly json?: boolean;
}

export function budgetsCommand(): Command {
  return new Command('budgets')
    .description('List what the hub may spend on models; set, change or remove a budget.')
    .addOption(new Option('--set <dollars>', 'make the budget, or change it').argParser(amountOfDollars))
    .addOption(new Option('--remove', 'remove the budget').conflicts('set'))
    .addOption(
      new Option('--spending', 'of a budget of each user or key: list who spent most').conflicts([
        'set',
        'remove',
      ]),
    )
    .option('--for <whom>', `with these three: whose calls count: ${WHOSE}`)
    .addOption(
      new Option('--period <period>', 'with these three: for how long')
        .choices(budgetPeriod.options)
        .default('month'),
    )
    .option('--soft', 'with --set: only warn, and let calls go on; default: refuse them')
    .option('--json', 'print the budgets as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub budgets
  $ prompthub budgets --set 200 --for organization
  $ prompthub budgets --set 0.50 --for user --period day --soft
  $ prompthub budgets --spending --for user --period day
  $ prompthub budgets --remove --for prompt:reply.prompt --json`,
    )
    .action(budgets);
}

async function budgets(options: BudgetsOptions): Promise<void> {
  const isAboutOne = options.set !== undefined || options.remove || options.spending;
  if (!isAboutOne && (options.for !== undefined || options.soft))
    throw usageError('--for and --soft go with --set, --remove or --spending.');
  if (isAboutOne && options.for === undefined)
    throw usageError(`Say with --for whose calls count: ${WHOSE}.`);
  const place = await openOrganization();
  const all = await place.organization.budgets();
  if (options.for === undefined) return show(all, place, options);
  const scope = await parseChargeScope(options.for, place);
  const { period } = options;
  const existing = all.find((one) => one.period === period && isSameScope(one.for, scope));
  if (options.set !== undefined)
    return show([await set(scope, existing, { ...options, place })], place, options);
  const whose = (await scopeWords([scope], place))(scope);
  if (!existing) throw usageError(`There is no budget of ${printable(whose)} for a ${period}.`);
  if (options.spending) return showSpending(existing, place, options);
  await place.organization.deleteBudget(existing.id);
  note(`Removed the budget of ${printable(whose)} for a ${period}.`);
}

async function set(
  scope: ChargeScope,
  existing: Budget | undefined,
  { place, set: limitUsd = 0, period, soft = false }: BudgetsOptions & { place: OpenOrganization },
): Promise<Budget> {
  const { organization } = place;
  if (existing) return organization.updateBudget(existing.id, { limitUsd, hard: !soft });
  return organization.createBudget({ for: scope, period, limitUsd, hard: !soft });
}

async function show(
  items: readonly Budget[],
  place: OpenOrganization,
  { json }: BudgetsOptions,
): Promise<void> {
  if (json) return printJson(items);
  const words = await scopeWords(
    items.map((one) => one.for),
    place,
  );
  for (const one of items) print(describeBudget(one, words(one.for)));
  if (items.length === 0) note('There are no budgets: nothing limits what the hub may spend.');
}

async function showSpending(
  { id }: Budget,
  { organization }: OpenOrganization,
  { json }: BudgetsOptions,
): Promise<void> {
  const items = await organization.budgetSpending(id);
  if (json) return printJson(items);
  for (const { name, settledUsd, reservedUsd } of items)
    print(`${dollars(settledUsd)}  ${dollars(reservedUsd)} reserved  ${printable(name)}`);
  if (items.length === 0) note('Nobody has spent anything of it in this period.');
}
