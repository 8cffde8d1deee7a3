import type { Experiment } from '@prompthub/protocol';
import { ChildHub } from '../child-hub';
import { startHub, type TestHub, type TestRequest, type TestResponse } from '../hub';
import { ownerQuery } from '../owner-query';
import { ReleaseTester } from '../releases/release-client';

export const PROMPT = (text: string): string => `---\nmodel: echo/any\n---\n${text}\n`;

/** A hub in this process, and another one beside it on the same database. */
export class TwoHubs {
  private constructor(
    readonly hub: TestHub,
    readonly other: ChildHub,
  ) {}

  static async start(): Promise<TwoHubs> {
    const hub = await startHub();
    return new TwoHubs(hub, await ChildHub.start(hub.config));
  }

  async close(): Promise<void> {
    await this.other.kill();
    await this.hub.close();
  }
}

/** A project whose `production` runs one version of `reply.prompt`, and that has another one for experiments. */
export class ExperimentTester {
  private constructor(
    readonly hub: TestHub,
    readonly releases: ReleaseTester,
    readonly control: string,
    readonly variant: string,
  ) {}

  static async begin(hub: TestHub, slug: string): Promise<ExperimentTester> {
    const releases = await ReleaseTester.begin(hub, slug);
    const control = await releases.publish({ 'reply.prompt': PROMPT('Old'), 'other.prompt': PROMPT('Same') });
    const variant = await releases.publish({ 'reply.prompt': PROMPT('New') });
    await releases.deploy('production', { ref: control });
    return new ExperimentTester(hub, releases, control, variant);
  }

  get root(): string {
    return this.releases.registry.root;
  }

  send(method: string, route: string, json?: unknown, more: TestRequest = {}): Promise<TestResponse> {
    const body = json === undefined ? {} : { json };
    return this.releases.registry.request(route, { method, as: 'admin', ...body, ...more });
  }

  plan(more: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      ...{ name: 'New words', environment: 'production', path: 'reply', hypothesis: 'It is better.' },
      arms: [
        { name: 'control', weight: 500 },
        { name: 'new', ref: this.variant, weight: 500 },
      ],
      metric: { name: 'solved', kind: 'binary', better: 'higher' },
      ...more,
    };
  }

  async draft(more: Record<string, unknown> = {}): Promise<Experiment> {
    return expectOk(await this.send('POST', 'experiments', this.plan(more)));
  }

  async start(more: Record<string, unknown> = {}): Promise<Experiment> {
    const { id } = await this.draft(more);
    return expectOk(await this.step(id, 'start'));
  }

  step(id: string, step: string, json?: unknown, more: TestRequest = {}): Promise<TestResponse> {
    return this.send('POST', `experiments/${id}/${step}`, json, more);
  }

  /** As if so much time had passed since all that was observed of it. */
  async pass(id: string, seconds: number): Promise<void> {
    for (const [table, column] of [
      ['experiment_exposures', 'first_at'],
      ['experiment_key_outcomes', 'first_at'],
      ['experiment_outcomes', 'at'],
    ] as const)
      await ownerQuery(
        this.hub,
        `UPDATE ${table} SET ${column} = ${column} - make_interval(secs => $2) WHERE experiment_id = $1`,
        [id, seconds],
      );
  }

  /** The text that the prompt has for this key. */
  async textFor(key: string | undefined, query: Record<string, string> = {}): Promise<string> {
    const asked = {
      path: 'reply',
      environment: 'production',
      ...(key === undefined ? {} : { key }),
      ...query,
    };
    const answer = await this.releases.prompt(asked);
    return String(answer.body.content).split('\n').at(-2) ?? '';
  }
}

function expectOk(answer: TestResponse): Experiment {
  if (answer.status >= 400) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body as Experiment;
}
