import type { App } from '../../app';
import type { ProjectLink } from '../../hub/project-links';
import type { VersionAddress } from '../../versions/version-uri';

/** The newest published version of a file; undefined when it has none. */
export async function publishedVersion(
  app: App,
  link: ProjectLink,
  path: string,
): Promise<VersionAddress | undefined> {
  const project = (await app.accounts.client(link.hub)).project(link.project);
  const { items, commit } = await project.files({ ref: link.branch });
  if (!commit || !items.some((item) => item.path === path)) return undefined;
  return { hub: link.hub, project: link.project, commit, path };
}
