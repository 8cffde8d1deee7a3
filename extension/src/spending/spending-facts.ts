import type { HubClient } from '@prompthub/client';
import type { Budget, OrganizationRole, ProviderKey, RateLimit } from '@prompthub/protocol';
import { allItems } from '../commands/support/all-items';
import { describeFailure } from '../commands/support/describe-failure';
import type { KeyPlace } from '../keys/provider-keys';

/** A list, or why the hub did not give it. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly problem?: string;
}

/** What the hub says about money and keys, as far as the person may see it. No secrets: the hub gives none away. */
export interface SpendingFacts {
  readonly organization: string;
  /** Slug. */
  readonly project: string;
  /** Undefined for somebody who is no member. */
  readonly role: OrganizationRole | undefined;
  readonly budgets: Listed<Budget>;
  readonly limits: Listed<RateLimit>;
  /** The project's, and the organization's. */
  readonly keys: Listed<ProviderKey>;
  /** Keys in this editor's secret storage: where they are sent. */
  readonly personal: readonly KeyPlace[];
  /** Of members and of one's own tokens, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Asks for everything at once. @throws when the hub does not even say who is asking */
export async function loadSpending(
  hub: HubClient,
  name: string,
  personalKeys: { list(): Promise<KeyPlace[]> },
): Promise<SpendingFacts> {
  const [organization = '', project = ''] = name.split('/');
  const acme = hub.organization(organization);
  const [me, budgets, limits, keys, members, tokens, personal] = await Promise.all([
    hub.me(),
    listed(acme.budgets()),
    listed(acme.rateLimits()),
    listed(hub.project(name).providerKeys()),
    listed(allItems((cursor) => acme.members({ cursor }))),
    listed(allItems((cursor) => hub.personalTokens({ cursor }))),
    personalKeys.list(),
  ]);
  const names = new Map([
    ...members.items.map((member) => [member.userId, member.name] as const),
    ...tokens.items.map((token) => [token.id, token.name] as const),
  ]);
  const role = me.memberships.find((one) => one.organization === organization)?.role;
  return { organization, project, role, budgets, limits, keys, personal, names };
}

export function maySetKeysAndBudgets(role: OrganizationRole | undefined): boolean {
  return role === 'owner' || role === 'admin';
}

async function listed<T>(asking: Promise<T[]>): Promise<Listed<T>> {
  try {
    return { items: await asking };
  } catch (error) {
    return { items: [], problem: describeFailure(error).text };
  }
}
