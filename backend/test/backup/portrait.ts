import type { TestHub, TestRole } from '../hub';

const PAGE = 50;

/** Everything that a hub answers about an organization and its projects, by address. Times and ids included. */
export async function portrait(hub: TestHub): Promise<ReadonlyMap<string, unknown>> {
  const painter = new Painter(hub);
  for (const route of ['me', 'me/tokens']) await painter.ask(route);
  for (const part of ['', '/members', '/invitations', '/provider-keys']) {
    await painter.pages(`organizations/acme${part}`);
  }
  await painter.pages('organizations/acme/audit');
  for (const { slug } of await painter.pages('organizations/acme/projects')) await project(painter, slug);
  return painter.answers;
}

async function project(painter: Painter, slug: string): Promise<void> {
  const root = `projects/acme/${slug}`;
  await painter.ask(root);
  const names: string[] = [];
  for (const list of ['branches', 'tags'])
    for (const { name } of await painter.pages(`${root}/${list}`)) names.push(name);
  for (const ref of names) {
    const at = `ref=${encodeURIComponent(ref)}`;
    for (const { id } of await painter.pages(`${root}/history?${at}`))
      await painter.ask(`${root}/commits/${id}`);
    for (const { path } of await painter.pages(`${root}/files?${at}`)) {
      const file = `path=${encodeURIComponent(path)}&${at}`;
      for (const part of ['file', 'blame', 'history']) await painter.ask(`${root}/${part}?${file}`);
      if (path.startsWith('_')) await painter.ask(`${root}/used-by?${file}`);
    }
    await painter.ask(`${root}/compare?from=main&to=${encodeURIComponent(ref)}`);
  }
  for (const { name } of await painter.pages(`${root}/environments`)) {
    await painter.pages(`${root}/environments/${name}/deployments`);
    await painter.ask(`${root}/prompt?path=hello.prompt&environment=${name}`);
  }
  for (const { label, path } of await painter.pages(`${root}/labels`))
    await painter.ask(`${root}/labels/${label}/moves?path=${encodeURIComponent(path)}`);
  await painter.pages(`${root}/executions`);
}

class Painter {
  readonly answers = new Map<string, unknown>();

  constructor(
    readonly hub: TestHub,
    readonly as: TestRole = 'owner',
  ) {}

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
  async ask(route: string): Promise<any> {
    const { status, body } = await this.hub.request(`/api/v1/${route}`, { as: this.as });
    // What has no version in an environment is an answer as well.
    if (status !== 200 && status !== 404) throw new Error(`${route}: ${status}`);
    const { requestId: _another, ...told } = body;
    this.answers.set(route, { status, ...told });
    return body;
  }

  /** All items of a list, page by page. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
  async pages(route: string): Promise<any[]> {
    const items = [];
    let cursor: string | undefined;
    do {
      const more = `${route.includes('?') ? '&' : '?'}limit=${PAGE}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const body = await this.ask(route + more);
      items.push(...(body.items ?? []));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    return items;
  }
}
