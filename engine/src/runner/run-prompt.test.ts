import type { LLMock } from '@copilotkit/aimock';
import { compile, parse } from '@prompthub/core';
import type { ModelEvent, ProviderContext } from '../providers/provider';
import { contextFor, startWireServer, WIRES } from '../providers/testing/wire-server';
import { runPrompt } from './run-prompt';

const source =
  '---\nmodel: echo\ninput: { default: { name: you } }\n---\n{{role "system"}}Be kind.{{role "user"}}Hello {{name}}{{> sign}}';
const options = { partials: { sign: ', bye' } };
const noKeys: ProviderContext = { credentials: () => Promise.resolve(undefined) };
const [openai, , local, anthropic] = WIRES;

test('takes a prompt as text, parsed, or made ready', async () => {
  const tree = parse(source);
  const compiled = await compile(tree, options);
  for (const prompt of [{ source, options }, { tree, options }, { compiled }]) {
    const outcome = await runPrompt({ ...prompt, data: { input: { name: 'Ada' } }, context: noKeys });
    expect(outcome).toMatchObject({ text: 'Be kind.\n\nHello Ada, bye', model: 'echo/echo', costUsd: 0 });
  }
});

test('gives text as it arrives, and the times', async () => {
  const pieces: string[] = [];
  const outcome = await runPrompt({ source, options, context: noKeys, onText: (text) => pieces.push(text) });
  expect(pieces.join('')).toBe(outcome.text);
  expect(outcome.text).toContain('Hello you');
  expect(outcome.timeToFirstTokenMs).toBeLessThanOrEqual(outcome.latencyMs);
});

test.each([
  ['Hello {{#if}}', {}, 'RenderError'],
  ['{{> nowhere}}', {}, 'RenderError'],
  ['no model', {}, 'ProviderError'],
  [source, { model: 'nobody/x' }, 'ProviderError'],
])('%j with %j rejects with a %s', async (text, more, name) => {
  const asked = runPrompt({ source: text, options, context: noKeys, ...more });
  await expect(asked).rejects.toMatchObject({ name });
});

test('a bridge may leave the end out', async () => {
  const context: ProviderContext = {
    ...noKeys,
    endpoints: [],
    // eslint-disable-next-line @typescript-eslint/require-await
    async *editorModel(): AsyncGenerator<ModelEvent> {
      yield { type: 'text', text: 'hi' };
    },
  };
  expect(await runPrompt({ source: 'x', model: 'vscode/m', context })).toMatchObject({
    text: 'hi',
    costUsd: undefined,
  });
});

describe('over the wire', () => {
  let server: LLMock;
  beforeAll(async () => {
    server = await startWireServer();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    server.reset();
  });

  test.each([
    // gpt-5-mini: 1,000 × $0.25 + 200 × $2 for a million tokens
    { wire: openai, usage: { prompt_tokens: 1000, completion_tokens: 200 }, cost: 0.00065 },
    // claude-haiku-4-5: 1,000 × $1 + 200 × $5
    { wire: anthropic, usage: { input_tokens: 1000, output_tokens: 200 }, cost: 0.002 },
    { wire: local, usage: { prompt_tokens: 1000, completion_tokens: 200 }, cost: undefined },
  ])('$wire.name costs the same streamed, whole and by hand', async ({ wire, usage, cost }) => {
    server.on({ userMessage: 'Hello' }, { content: 'Good day', usage });
    const run = (stream: boolean) =>
      runPrompt({
        source: source.replace(
          'model: echo',
          `model: ${wire.name}/${wire.model}\nconfig: { stream: ${stream} }`,
        ),
        options,
        context: contextFor(wire, server.url),
      });
    for (const outcome of [await run(true), await run(false)]) {
      expect(outcome.usage).toMatchObject({ inputTokens: 1000, outputTokens: 200, estimated: false });
      expect(outcome.costUsd).toBe(cost);
      expect(outcome.text).toBe('Good day');
    }
  });
});
