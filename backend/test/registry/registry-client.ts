import type { CreatedCommit, FileChange } from '@prompthub/protocol';
import type { TestHub, TestRequest, TestResponse, TestRole } from '../hub';

/** The registry's routes of the test project, spoken to over HTTP. */
export class RegistryClient {
  readonly root: string;

  constructor(
    readonly hub: TestHub,
    readonly as: TestRole = 'editor',
    project = `${hub.organization.slug}/${hub.project.slug}`,
  ) {
    this.root = `/api/v1/projects/${project}`;
  }

  get(route: string, query: Record<string, string | undefined> = {}, headers: Record<string, string> = {}) {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    return this.request(`${route}${search === '' ? '' : `?${search}`}`, { headers });
  }

  /** `files` maps paths to their new text, or to null to delete them. */
  post(files: Record<string, string | null>, more: Record<string, unknown> = {}): Promise<TestResponse> {
    const changes: FileChange[] = Object.entries(files).map(([path, content]) => ({ path, content }));
    return this.request('commits', { json: { parent: null, message: 'change', changes, ...more } });
  }

  /** Publishes and expects it to work. */
  async publish(
    files: Record<string, string | null>,
    more: Record<string, unknown> = {},
  ): Promise<CreatedCommit> {
    const answer = await this.post(files, more);
    if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`);
    return answer.body as CreatedCommit;
  }

  request(route: string, options: TestRequest): Promise<TestResponse> {
    return this.hub.request(`${this.root}/${route}`, { as: this.as, ...options });
  }
}

/** Another project of `acme`, so that tests do not see each other's versions. */
export async function newProject(hub: TestHub, slug: string): Promise<RegistryClient> {
  await hub.dataSource.query(
    'INSERT INTO projects (id, organization_id, slug, name) VALUES (gen_random_uuid(), $1, $2, $2)',
    [hub.organization.id, slug],
  );
  return new RegistryClient(hub, 'editor', `${hub.organization.slug}/${slug}`);
}
