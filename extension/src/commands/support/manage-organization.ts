import type { OrganizationClient } from '@prompthub/client';
import type { App } from '../../app';
import { needsLink, needsSession } from './needs';
import { tellFailure } from './tell-failure';

/**
 * Offers `step` for the organization of the linked project again and again, until it answers that nothing was chosen.
 * @param what is managed, for the message when the hub refuses
 */
export async function manageOrganization(
  app: App,
  what: string,
  step: (organization: OrganizationClient) => Promise<boolean>,
): Promise<void> {
  const link = await needsLink(app);
  if (!link || !(await needsSession(app, link.hub))) return;
  try {
    const organization = (await app.accounts.client(link.hub)).organization(link.project.split('/')[0] ?? '');
    while (await step(organization));
  } catch (error) {
    await tellFailure(app, error, { doing: `${what} could not be managed` });
  }
}
