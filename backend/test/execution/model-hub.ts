import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import type { DestinationStream } from 'pino';
import type { HubSettings } from '../../src/config/hub-config';
import { ExecutionLedger } from '../../src/spending/execution-ledger';
import { startHub, type TestHub, type TestRequest, type TestResponse } from '../hub';
import { RegistryClient } from '../registry/registry-client';
import { readEvents } from './server-sent-events';

export const KEY = 'sk-proj-0123456789abcdefWXYZ';
export const ROOT = '/api/v1/projects/acme/support-desk';

const PROMPTS = {
  'reply.prompt': [
    '---',
    'model: openai/gpt-5-mini',
    'input: { schema: { ticket: string }, default: { ticket: nothing } }',
    '---',
    '{{role "system"}}{{> tone}}',
    '{{role "user"}}Ticket: {{ticket}}',
    '',
  ].join('\n'),
  '_tone.prompt': 'Be kind.',
  'json.prompt':
    '---\nmodel: openai/gpt-5-mini\noutput: { format: json, schema: { kind: string } }\n---\nTicket: {{ticket}}\n',
  'brief.prompt': '---\nmodel: openai/gpt-5-mini\nconfig: { maxOutputTokens: 100 }\n---\nHello\n',
  'endless.prompt':
    '---\nmodel: openai/gpt-5-mini\nconfig: { maxOutputTokens: 9000000000000000 }\n---\nHello\n',
  'no-model.prompt': 'Hello {{name}}',
  'long-model.prompt': `---\nmodel: echo/${'x'.repeat(300)}\n---\nHello`,
  'broken.txt': '{{#if}}',
};

/** A record as tests look into it. */
export type TestRecord = Record<string, unknown> & { id: string; inputTokens: number; costUsd: number };

/** A hub with prompts, and providers on the wire that it has keys for: `openai`, `anthropic`, `local` and odd ones. */
export class ModelHub {
  #servers: Server[] = [];

  private constructor(
    readonly hub: TestHub,
    /** Serves `openai`, `anthropic` and `local`. */
    readonly models: LLMock,
  ) {}

  static async start(
    options: { logStream?: DestinationStream; settings?: Partial<HubSettings> } = {},
  ): Promise<ModelHub> {
    const models = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await models.start();
    const settings = { allowedProviderHosts: ['127.0.0.1'], ...options.settings };
    const hub = await startHub({ ...options, settings });
    const started = new ModelHub(hub, models);
    await started.setKey('openai', `${models.url}/v1`);
    await started.setKey('anthropic', models.url);
    await started.setKey('local', `${models.url}/v1`);
    await new RegistryClient(hub).publish(PROMPTS);
    return started;
  }

  async close(): Promise<void> {
    this.closeProviders();
    await this.hub.close();
    await this.models.stop();
  }

  async setKey(provider: string, baseUrl: string, key = KEY): Promise<void> {
    const path = `/api/v1/organizations/acme/provider-keys/${provider}`;
    const answer = await this.hub.request(path, { method: 'PUT', as: 'owner', json: { key, baseUrl } });
    if (answer.status !== 200) throw new Error(answer.text);
  }

  /** A provider that behaves in a way of its own; its key is set under `name`. Resolves with its base URL. */
  async addProvider(name: string, listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    await this.setKey(name, baseUrl);
    return baseUrl;
  }

  closeProviders(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    this.#servers = [];
  }

  execute(json: Record<string, unknown>, more: TestRequest = {}): Promise<TestResponse> {
    const body = { path: 'reply.prompt', ...json };
    return this.hub.request(`${ROOT}/execute`, { as: 'editor', json: body, ...more });
  }

  async stream(json: Record<string, unknown>): Promise<{ event: string; data: unknown }[]> {
    const answer = await this.execute({ ...json, stream: true });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
    return readEvents(answer.text);
  }

  /** Sends it in a way that can be broken off; what comes of it is not looked at. */
  begin(json: Record<string, unknown>, origin = this.hub.url): AbortController {
    const controller = new AbortController();
    void fetch(`${origin}${ROOT}/execute`, {
      method: 'POST',
      signal: controller.signal,
      headers: {
        authorization: `Bearer ${this.hub.users.editor.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ path: 'reply.prompt', ...json }),
    }).then(
      (response) => response.text().catch(() => undefined),
      () => undefined,
    );
    return controller;
  }

  /** Waits until what has ended is settled: that is done behind the caller's back. */
  async settle(): Promise<void> {
    await this.hub.app.get(ExecutionLedger, { strict: false }).flush();
  }

  /** What was run, newest first. */
  async records(query = ''): Promise<TestRecord[]> {
    await this.settle();
    return (await this.hub.request(`${ROOT}/executions?limit=200${query}`, { as: 'viewer' })).body.items;
  }

  async lastRecord(): Promise<TestRecord | undefined> {
    return (await this.records())[0];
  }

  /** The last record, once it runs no longer: a hub learns a moment later that its client has gone. */
  async settledRecord(): Promise<TestRecord> {
    for (;;) {
      const record = await this.lastRecord();
      if (record !== undefined && record['status'] !== 'running') return record;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async detail(id: unknown, as: TestRequest['as'] = 'editor'): Promise<TestResponse['body']> {
    return (await this.hub.request(`${ROOT}/executions/${String(id)}`, { ...(as && { as }) })).body;
  }
}

/** A promise, and what fulfils it. */
export function signalled(): { readonly promise: Promise<void>; readonly done: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, done: () => resolve() };
}

/** A piece of an answer in the words of OpenAI's stream. */
export function chunk(content: string): string {
  const choices = [{ index: 0, delta: { content } }];
  const json = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices };
  return `data: ${JSON.stringify(json)}\n\n`;
}

export const STREAM = { 'content-type': 'text/event-stream' };

/** The end of such a stream, and what was used. */
export function lastChunk(input: number, output: number, finish = 'stop'): string {
  const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };
  const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  const end = { ...head, choices: [{ index: 0, delta: {}, finish_reason: finish }] };
  return `data: ${JSON.stringify(end)}\n\ndata: ${JSON.stringify({ ...head, choices: [], usage })}\n\ndata: [DONE]\n\n`;
}
