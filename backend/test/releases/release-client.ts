import type { TestHub, TestResponse, TestRole } from '../hub';
import { newProject, RegistryClient } from '../registry/registry-client';

/** The routes of releases of one project, spoken to over HTTP. As an admin, who may deploy everywhere. */
export class ReleaseTester {
  constructor(
    readonly registry: RegistryClient,
    readonly as: TestRole = 'admin',
  ) {}

  static async begin(hub: TestHub, slug: string): Promise<ReleaseTester> {
    return new ReleaseTester(await newProject(hub, slug));
  }

  /** The id of a new version of `main`. */
  async publish(files: Record<string, string | null>, more: { parent?: string; branch?: string } = {}) {
    const head = (await this.registry.get('history', { limit: '1' })).body.items[0]?.id as string | undefined;
    const { commit } = await this.registry.publish(files, { parent: head ?? null, ...more });
    return commit.id;
  }

  deploy(environment: string, body: Record<string, unknown>): Promise<TestResponse> {
    return this.#post(`environments/${environment}/deployments`, body);
  }

  promote(environment: string, body: Record<string, unknown> = {}): Promise<TestResponse> {
    return this.#post(`environments/${environment}/promotions`, body);
  }

  rollBack(environment: string, body: Record<string, unknown> = {}): Promise<TestResponse> {
    return this.#post(`environments/${environment}/rollbacks`, body);
  }

  label(label: string, json: Record<string, unknown>): Promise<TestResponse> {
    return this.send('PUT', `labels/${label}`, json);
  }

  prompt(query: Record<string, string>, headers: Record<string, string> = {}): Promise<TestResponse> {
    return this.registry.get('prompt', query, headers);
  }

  send(method: string, route: string, json?: unknown): Promise<TestResponse> {
    return this.registry.request(route, {
      method,
      as: this.as,
      ...(json === undefined ? {} : { json }),
    });
  }

  #post(route: string, body: Record<string, unknown>): Promise<TestResponse> {
    return this.send('POST', route, { why: 'because', ...body });
  }
}
