import type { HubClient } from '@prompthub/client';

/** Where money and keys are looked after: a project of a hub, and the organization that owns it. */
export interface SpendingPlace {
  readonly hub: HubClient;
  readonly organization: string;
  /** Slug. */
  readonly project: string;
}

/** @param name `organization/project` */
export function spendingPlace(hub: HubClient, name: string): SpendingPlace {
  const [organization = '', project = ''] = name.split('/');
  return { hub, organization, project };
}
