import type { ProjectClient } from '@prompthub/client';
import type { App } from '../../app';
import type { ProjectLink } from '../../hub/project-links';
import { needsLink, needsSession } from './needs';
import { tellFailure, type FailureContext } from './tell-failure';

/** Does something with the linked project at the hub. Says in words what went wrong. */
export async function aboutProject<T>(
  app: App,
  failure: FailureContext,
  act: (project: ProjectClient, link: ProjectLink) => Promise<T>,
): Promise<T | undefined> {
  const link = await needsLink(app);
  if (!link || !(await needsSession(app, link.hub))) return undefined;
  try {
    return await act((await app.accounts.client(link.hub)).project(link.project), link);
  } catch (error) {
    void tellFailure(app, error, failure);
    return undefined;
  }
}
