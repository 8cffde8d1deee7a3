import type { HubClient, OrganizationClient } from '@prompthub/client';
import type { Link } from '@prompthub/client/node';
import { openWorkingCopy } from './connect';

export interface OpenOrganization {
  readonly hub: HubClient;
  readonly organization: OrganizationClient;
  /** Slug of the linked project. */
  readonly project: string;
  readonly link: Link;
}

/** The organization of the linked project. */
export async function openOrganization(): Promise<OpenOrganization> {
  const { copy, hub, link } = await openWorkingCopy();
  const [organization = '', project = ''] = copy.project.name.split('/');
  return { hub, organization: hub.organization(organization), project, link };
}
