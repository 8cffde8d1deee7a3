import {
  dollars,
  goneOf,
  MEASURE_WORDS,
  whoseCalls,
  type Budget,
  type BudgetSpending,
  type ChargeScope,
  type ProviderKey,
} from '@prompthub/protocol';
import type { KeyPlace } from '../keys/provider-keys';
import { maySetKeysAndBudgets, type SpendingFacts } from './spending-facts';

/** What the page shows: words and shares, ready to be set as text. Each `id` comes back with what is done to it. */
export interface SpendingPage {
  readonly title: string;
  readonly role: string;
  readonly mayChange: boolean;
  readonly budgets: PageSection<PageBudget>;
  readonly limits: PageSection<PageLimit>;
  readonly keys: PageSection<PageKey>;
  readonly personal: PageSection<PageKey>;
}

export interface PageSection<T> {
  readonly rows: readonly T[];
  /** In place of rows: why there are none, and what can be done. */
  readonly note: string | undefined;
}

export interface PageBudget {
  readonly id: string;
  readonly whose: string;
  readonly rule: string;
  readonly state: 'fine' | 'near' | 'gone';
  /** Of the state; not by colour alone. */
  readonly stateText: string;
  /** Percent of the bar. */
  readonly settled: number;
  readonly reserved: number;
  readonly figures: string;
  readonly renewal: string;
  /** Counts several people or tokens, each for itself: it can be told who spent most. */
  readonly isOfEach: boolean;
}

export interface PageLimit {
  readonly id: string;
  readonly whose: string;
  readonly most: string;
}

export interface PageKey {
  readonly id: string;
  readonly provider: string;
  readonly of: string;
  /** Whether the hub uses it for this project; undefined where that is no question. */
  readonly use: string | undefined;
  readonly details: string;
}

const NO_KEYS_FOR_VIEWERS =
  'Your role does not allow this: only editors, admins and owners see which keys the hub has.';

export function spendingPage(facts: SpendingFacts, now: number): SpendingPage {
  const { organization, project, role, budgets, limits, keys, personal } = facts;
  const mayChange = maySetKeysAndBudgets(role);
  const nameOf = (id: string) => facts.names.get(id);
  const none = (what: string, hint: string) =>
    mayChange ? `${what} ${hint}` : `${what} Owners and admins of ${organization} can set one.`;
  return {
    title: `${organization}/${project}`,
    role: mayChange ? `${role}: may change all of this` : `${role ?? 'no member'}: may look, not change`,
    mayChange,
    budgets: {
      rows: budgets.items.map((one) => pageBudget(one, nameOf, now)),
      note:
        budgets.problem ??
        none(
          'No budgets: nothing limits what may be spent.',
          'Add one to be warned, or to be kept under it.',
        ),
    },
    limits: {
      rows: limits.items.map(({ id, for: scope, measure, limit }) => ({
        ...{ id, whose: titleOf(scope, nameOf) },
        most: `at most ${limit.toLocaleString('en')} ${MEASURE_WORDS[measure]}`,
      })),
      note: limits.problem ?? none('No rate limits.', 'Add one to keep a single caller from taking it all.'),
    },
    keys: {
      rows: keys.items.map((key) => hubKey(key, keys.items, facts)),
      note:
        (role === 'viewer' ? NO_KEYS_FOR_VIEWERS : keys.problem) ??
        none('The hub has no provider keys: prompts run with the keys of this editor only.', 'Set one.'),
    },
    personal: {
      rows: personal.map(personalKey),
      note: 'None. Set one to run prompts from this editor without the hub.',
    },
  };
}

function pageBudget(budget: Budget, nameOf: (id: string) => string | undefined, now: number): PageBudget {
  const { id, for: scope, period, hard, settledUsd, reservedUsd, limitUsd, resetsAt } = budget;
  const gone = goneOf(budget);
  const settled = limitUsd === 0 ? 100 : share(settledUsd / limitUsd);
  const left = limitUsd - settledUsd - reservedUsd;
  const isOfEach = scopeIsOfEach(budget);
  const each = isOfEach ? ' (of the one nearest to the limit)' : '';
  return {
    ...{ id, whose: titleOf(scope, nameOf) },
    rule: `${dollars(limitUsd)} a ${period} · ${hard ? 'hard: refuses what could pass it' : 'soft: only warns'}`,
    ...stateOf(gone, hard),
    settled,
    reserved: Math.min(100 - settled, share(reservedUsd / (limitUsd || 1))),
    figures: [
      `${dollars(settledUsd)} spent`,
      `${dollars(reservedUsd)} reserved`,
      left >= 0 ? `${dollars(left)} left${each}` : `${dollars(-left)} over${each}`,
    ].join(' · '),
    renewal: `Begins anew ${dayOf(resetsAt)}, midnight UTC (${timeUntil(resetsAt, now)})`,
    isOfEach,
  };
}

function stateOf(gone: number, hard: boolean): Pick<PageBudget, 'state' | 'stateText'> {
  if (gone >= 1)
    return { state: 'gone', stateText: hard ? 'Used up: calls are refused' : 'Passed: calls go on' };
  const percent = `${Math.floor(gone * 100)} % used`;
  return gone >= 0.8
    ? { state: 'near', stateText: `Nearly used up: ${percent}` }
    : { state: 'fine', stateText: percent };
}

function scopeIsOfEach({ for: scope }: Budget): boolean {
  return (
    (scope.scope === 'user' && scope.user === undefined) || (scope.scope === 'key' && scope.key === undefined)
  );
}

function hubKey(
  key: ProviderKey,
  all: readonly ProviderKey[],
  { organization, project }: SpendingFacts,
): PageKey {
  const { provider, of, hint, baseUrl, updatedAt } = key;
  const isBehind =
    of === 'organization' && all.some((one) => one.provider === provider && one.of === 'project');
  return {
    ...{ id: `${of} ${provider}`, provider },
    of: of === 'project' ? `of project ${project}` : `of organization ${organization}`,
    use: isBehind ? `not used: project ${project} has its own` : `used for ${project}`,
    details: [`ends in ${hint}`, baseUrl, `set ${dayOf(updatedAt)}`].filter(Boolean).join(' · '),
  };
}

function personalKey({ provider, host }: KeyPlace): PageKey {
  return {
    id: `${provider} ${host}`,
    provider,
    of: 'in this editor',
    use: undefined,
    details: `sent to ${host} alone`,
  };
}

/** Who spent of a budget, the most first. */
export function spenderRows(items: BudgetSpending['items']): { name: string; figures: string }[] {
  return items.map(({ name, settledUsd, reservedUsd }) => ({
    name,
    figures: `${dollars(settledUsd)}${reservedUsd > 0 ? ` + ${dollars(reservedUsd)} reserved` : ''}`,
  }));
}

const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', timeZone: 'UTC' });

function dayOf(instant: string): string {
  return DAY.format(new Date(instant));
}

function timeUntil(instant: string, now: number): string {
  const hours = Math.max(0, Math.ceil((Date.parse(instant) - now) / 3_600_000));
  const [amount, unit] = hours < 48 ? [hours, 'hour'] : [Math.floor(hours / 24), 'day'];
  return `in ${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

function share(part: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10;
}

/** Begins with a capital, but for a prompt: its path is written as it is. */
function titleOf(scope: ChargeScope, nameOf: (id: string) => string | undefined): string {
  const words = whoseCalls(scope, nameOf);
  return scope.scope === 'prompt' ? words : words.slice(0, 1).toUpperCase() + words.slice(1);
}
