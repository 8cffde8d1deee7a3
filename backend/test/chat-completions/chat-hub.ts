import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import type { TokenScope } from '@prompthub/protocol';
import { OpenAI } from 'openai';
import { startHub, type TestHub, type TestRole } from '../hub';
import { RegistryClient } from '../registry/registry-client';

export const REPLY = 'acme/support-desk/mail/reply@production';

const FILES = {
  'mail/reply.prompt': [
    '---',
    'model: openai/gpt-4o-mini',
    'config: { temperature: 0.2, maxOutputTokens: 300 }',
    'input: { schema: { name?: string } }',
    '---',
    '{{role "system"}}{{> tone}} You write for {{name}}.',
    '',
  ].join('\n'),
  'mail/_tone.prompt': 'Be kind.',
};

/** A hub with a prompt in production, models behind it (aimock, or what a test makes up), and OpenAI's own SDK before it. */
export class ChatHub {
  readonly #servers: Server[] = [];

  private constructor(
    readonly hub: TestHub,
    readonly models: LLMock,
    readonly registry: RegistryClient,
    /** Of the version in production. */
    readonly commit: string,
  ) {}

  static async start(): Promise<ChatHub> {
    const models = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await models.start();
    const hub = await startHub({ settings: { allowedProviderHosts: ['127.0.0.1'] } });
    const registry = new RegistryClient(hub, 'admin');
    const { commit } = await registry.publish(FILES);
    const json = { ref: 'main', why: 'first' };
    await registry.request('environments/production/deployments', { json });
    const chat = new ChatHub(hub, models, registry, commit.id);
    await chat.#setKey('openai', `${models.url}/v1`);
    return chat;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    await this.hub.close();
    await this.models.stop();
  }

  /** The SDK as an application sets it up: an address and a token, nothing else. */
  async sdk(role: TestRole = 'editor', scopes: TokenScope[] = ['execute']): Promise<OpenAI> {
    const json = { name: 'application', scopes };
    const { body, text } = await this.hub.request('/api/v1/me/tokens', { as: role, json });
    if (body?.token === undefined) throw new Error(text);
    return new OpenAI({ baseURL: `${this.hub.url}/v1`, apiKey: body.token as string });
  }

  /** A provider that answers as a test says; models of it are `<name>/…`. */
  async provider(name: string, listener: RequestListener): Promise<void> {
    const server = createServer(listener);
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await this.#setKey(name, `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  }

  /** Of the last call, once it is settled: that is written after the answer. */
  async lastRecord() {
    for (;;) {
      const { body } = await this.registry.get('executions', { limit: '1' });
      if (body.items[0].status !== 'running') return body.items[0];
    }
  }

  async #setKey(provider: string, baseUrl: string): Promise<void> {
    const path = `/api/v1/organizations/acme/provider-keys/${provider}`;
    const json = { key: 'sk-proj-0123456789abcdefWXYZ', baseUrl };
    const answer = await this.hub.request(path, { method: 'PUT', as: 'owner', json });
    if (answer.status !== 200) throw new Error(answer.text);
  }
}

/** `prompt` is no parameter of OpenAI's; its SDK for Node sends on what it does not know. */
export function withPrompt<T extends object>(params: T, prompt: Record<string, unknown>): T {
  return { ...params, prompt };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
