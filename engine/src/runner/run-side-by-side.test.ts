import { ProviderError, type EndpointConfig } from '../providers/provider';
import { contextFor, startPlainServer, WIRES, type PlainServer } from '../providers/testing/wire-server';
import { textFrames } from '../providers/testing/wire-frames';
import { runSideBySide, type SideBySideInput } from './run-side-by-side';

const [openai, , , anthropic] = WIRES;
const source = '---\ninput:\n  schema:\n    name: string\n---\nHello {{name}}';
const data = { input: { name: 'Ada' } };

let server: PlainServer;
beforeEach(async () => {
  server = await startPlainServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { model } = JSON.parse(body) as { model: string };
      if (model === 'broken') return void response.writeHead(500).end('{}');
      const wire = model.startsWith('claude') ? anthropic : openai;
      const { head, pieces, tail } = textFrames(wire, ['I am ', model]);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(head + pieces.join('') + tail);
    });
  });
});
afterEach(() => server.stop());

function run(models: readonly string[], more: Partial<SideBySideInput> = {}) {
  const contexts = [openai, anthropic].map((wire) => contextFor(wire, server.url));
  const endpoints = contexts.flatMap((context): readonly EndpointConfig[] => context.endpoints ?? []);
  const context = { credentials: () => Promise.resolve('key'), endpoints };
  return runSideBySide({ source, data, models, context, ...more });
}

test('asks every model the same, each with its text, tokens, cost and time', async () => {
  const heard = ['', ''];
  const models = ['openai/gpt-4o', 'anthropic/claude-haiku-4-5'];
  const { rendered, results } = await run(models, { onText: (text, index) => (heard[index] += text) });
  expect(rendered.messages).toEqual([{ role: 'user', content: [{ text: 'Hello Ada' }] }]);
  expect(results).toMatchObject([
    { model: models[0], outcome: { text: 'I am gpt-4o', costUsd: (12 * 2.5 + 7 * 10) / 1e6 } },
    { model: models[1], outcome: { text: 'I am claude-haiku-4-5', costUsd: (12 + 7 * 5) / 1e6 } },
  ]);
  expect(heard).toEqual(['I am gpt-4o', 'I am claude-haiku-4-5']);
});

test('the failure of one is its result', async () => {
  const ended: number[] = [];
  const models = ['openai/broken', 'nobody', 'openai/gpt-4o', 'openai/gpt-4o'];
  const { results } = await run(models, { onResult: (_result, index) => ended.push(index), concurrency: 1 });
  expect(results.map((each) => ('error' in each ? each.error.code : each.outcome.text))).toEqual([
    ...['server-error', 'unknown-provider', 'I am gpt-4o', 'I am gpt-4o'],
  ]);
  expect(ended).toEqual([0, 1, 2, 3]);
});

test('an abort ends those that run, and the others do not begin', async () => {
  const controller = new AbortController();
  const { results } = await run(['openai/gpt-4o', 'openai/gpt-4o'], {
    ...{ signal: controller.signal, concurrency: 1 },
    onText: () => controller.abort(),
  });
  expect(results).toMatchObject([{ error: { code: 'aborted' } }, { error: { code: 'aborted' } }]);
});

test('somebody else may ask', async () => {
  const refusal = new ProviderError('quota-exceeded', 'no');
  const { results } = await run(['a/b'], { ask: () => Promise.reject(refusal) });
  expect(results).toEqual([{ model: 'a/b', error: refusal }]);
  await expect(run(['a/b'], { ask: () => Promise.reject(new Error('a fault of ours')) })).rejects.toThrow(
    'ours',
  );
});

test('a prompt that cannot be rendered asks nobody', async () => {
  const broken = run(['openai/gpt-4o'], { source: '{{#if}}' });
  await expect(broken).rejects.toMatchObject({ name: 'RenderError' });
});

test('no models, no results', async () => {
  expect((await run([])).results).toEqual([]);
});
