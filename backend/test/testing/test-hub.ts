import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestRun } from '@prompthub/protocol';
import type { HubSettings } from '../../src/config/hub-config';
import { chunk, lastChunk, ModelHub, ROOT, STREAM } from '../execution/model-hub';
import type { TestRequest, TestResponse } from '../hub';
import { RegistryClient } from '../registry/registry-client';

export const RUNS = `${ROOT}/test-runs`;

/** A prompt that asks the stub, with tests whose values are `words`; each passes when the model says "fine". */
export function prompt(words: readonly string[], model = 'stub/one'): string {
  const tests = words.map(
    (word) => `  - { vars: { word: "${word}" }, assert: [{ type: contains, value: fine }] }`,
  );
  return [
    '---',
    `model: ${model}`,
    'input: { schema: { word: string } }',
    'prompthub.tests:',
    ...tests,
    '---',
    '{{word}}',
    '',
  ].join('\n');
}

/** A hub with a model that says "fine" unless it is told otherwise, and remembers what it was asked. */
export class TestingHub {
  readonly asked: string[] = [];
  /** Called for each question before it is answered; what it gives is the answer. */
  answer: (question: string) => string | Promise<string> = () => 'fine';
  /** The version that `files` made. */
  commit = '';

  private constructor(readonly models: ModelHub) {}

  static async start(
    files: Record<string, string>,
    settings: Partial<HubSettings> = {},
  ): Promise<TestingHub> {
    const testing = new TestingHub(await ModelHub.start({ settings }));
    await testing.serve('stub');
    await testing.publish(files);
    return testing;
  }

  /** Answers for this provider too. */
  async serve(provider: string): Promise<void> {
    await this.models.addProvider(provider, (request, response) => void this.#answer(request, response));
  }

  get hub() {
    return this.models.hub;
  }

  close(): Promise<void> {
    return this.models.close();
  }

  async publish(files: Record<string, string | null>): Promise<string> {
    const client = new RegistryClient(this.hub);
    const { body } = await client.get('history', { limit: '1' });
    const made = await client.publish(files, { parent: body.items[0].id });
    return (this.commit = made.commit.id);
  }

  request(path: string, options: TestRequest = {}): Promise<TestResponse> {
    return this.hub.request(`${RUNS}${path}`, { as: 'editor', ...options });
  }

  async start(json: object = {}, more: TestRequest = {}): Promise<TestRun> {
    const answer = await this.request('', { json, ...more });
    if (answer.status !== 202) throw new Error(answer.text);
    return answer.body as TestRun;
  }

  /** The run, when it is as wanted. */
  async until(id: string, wanted: (run: TestRun) => boolean): Promise<TestRun> {
    for (;;) {
      const { body } = await this.request(`/${id}`);
      if (wanted(body as TestRun)) return body as TestRun;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async ended(id: string): Promise<TestRun> {
    return this.until(id, ({ endedAt }) => endedAt !== undefined);
  }

  /** Runs the tests and waits for their end. */
  async run(json: object = {}): Promise<TestRun> {
    return this.ended((await this.start(json)).id);
  }

  async results(id: string, query = '', as: TestRequest['as'] = 'editor'): Promise<TestResponse['body']> {
    return (await this.request(`/${id}/results?limit=200${query}`, { ...(as && { as }) })).body.items;
  }

  keepContents(keepContents: 'none' | 'failed' | 'all'): Promise<TestResponse> {
    const json = { keepContents, keepDays: 30 };
    return this.hub.request(`${ROOT}/execution-policy`, { method: 'PUT', as: 'owner', json });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString()) as { messages: { content: unknown }[] };
    const { content } = body.messages.at(-1) ?? {};
    const question = typeof content === 'string' ? content : JSON.stringify(content);
    this.asked.push(question);
    const text = await this.answer(question);
    response.writeHead(200, STREAM).end(chunk(text) + lastChunk(10, 2));
  }
}
