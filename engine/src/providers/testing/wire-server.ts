import { LLMock } from '@copilotkit/aimock';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProvider } from '../provider-registry';
import type {
  CallOptions,
  EndpointConfig,
  ModelAnswer,
  ModelEvent,
  ModelRequest,
  ProviderContext,
} from '../provider';

/** A key that no message, error or snapshot may ever show. */
export const TEST_KEY = 'sk-test-0123456789abcdefSECRET';

/** The four ways to speak to a server; `path` is what the base URL adds to its address. */
export const WIRES = [
  { name: 'openai', kind: 'openai', path: '/v1', model: 'gpt-5-mini' },
  { name: 'azure', kind: 'azure', path: '', model: 'gpt-4o' },
  { name: 'local', kind: 'openai-compatible', path: '/v1', model: 'llama3' },
  { name: 'anthropic', kind: 'anthropic', path: '', model: 'claude-haiku-4-5' },
] as const;

/** The same address as the first, another way to speak. */
export const RESPONSES = { name: 'responses', kind: 'openai', path: '/v1', model: 'gpt-5-pro' } as const;
export const ALL_WIRES = [...WIRES, RESPONSES] as const;
export type WireUnderTest = (typeof ALL_WIRES)[number];

export function contextFor(wire: WireUnderTest, url: string): ProviderContext {
  const endpoint: EndpointConfig = { name: wire.name, kind: wire.kind, baseUrl: url + wire.path };
  return { endpoints: [endpoint], credentials: () => Promise.resolve(TEST_KEY) };
}

export interface Heard {
  readonly pieces: readonly string[];
  readonly answer: ModelAnswer;
}

/** Asks and collects the whole conversation; exactly one `done` must come, last. */
export async function ask(
  wire: WireUnderTest,
  url: string,
  request: Partial<ModelRequest> & { prompt?: string; onText?: () => void },
  options?: CallOptions,
): Promise<Heard> {
  const { provider, model } = createProvider(
    `${wire.name}/${request.model ?? wire.model}`,
    contextFor(wire, url),
  );
  const { prompt = 'hello', onText, ...rest } = request;
  const events: ModelEvent[] = [];
  const asked = {
    messages: [{ role: 'user' as const, content: [{ text: prompt }] }],
    config: {},
    ...rest,
    model,
  };
  for await (const event of provider.stream(asked, options)) {
    events.push(event);
    if (event.type === 'text') onText?.();
  }
  const last = events.at(-1);
  if (last?.type !== 'done') throw new Error('The conversation did not end with "done".');
  const pieces = events.slice(0, -1).map((event) => {
    if (event.type !== 'text') throw new Error('More than one "done".');
    return event.text;
  });
  return { pieces, answer: last.answer };
}

/** A server that speaks the providers' wire formats, written by others: it checks our understanding of them. */
export async function startWireServer(): Promise<LLMock> {
  const server = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  await server.start();
  return server;
}

export interface PlainServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A bare HTTP server for what no well-behaved provider does. */
export async function startPlainServer(listener: RequestListener): Promise<PlainServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
