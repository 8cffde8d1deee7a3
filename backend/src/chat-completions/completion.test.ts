import type { ExecutionResult } from '@prompthub/protocol';
import { CompletionChunks } from './completion-chunks';
import { toCompletion } from './completion';

const head = { id: '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10', created: 1, model: 'acme/desk/reply' };
const result: ExecutionResult = {
  id: head.id,
  commit: 'c'.repeat(40),
  model: 'openai/gpt-5-mini',
  text: '',
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 100, outputTokens: 50, estimated: false },
  latencyMs: 1,
  attempts: [],
};

test('usage has the kinds of tokens that OpenAI tells apart, and nothing twice', () => {
  const usage = {
    ...result.usage,
    cachedInputTokens: 40,
    audioInputTokens: 5,
    reasoningTokens: 20,
    audioOutputTokens: 6,
  };
  const told = {
    prompt_tokens: 100,
    completion_tokens: 50,
    total_tokens: 150,
    prompt_tokens_details: { cached_tokens: 40, audio_tokens: 5 },
    completion_tokens_details: {
      reasoning_tokens: 20,
      audio_tokens: 6,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
  expect(toCompletion(head, { ...result, usage }).usage).toEqual(told);
  const chunks = new CompletionChunks(head, { includeUsage: true });
  expect(chunks.end({ ...result, usage }).at(-1)?.usage).toEqual(told);
});

test.each([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool-calls', 'tool_calls'],
  ['content-filter', 'content_filter'],
  ['other', 'stop'],
] as const)('an answer that ended by %s says %s', (finishReason, told) => {
  expect(toCompletion(head, { ...result, finishReason }).choices[0]?.finish_reason).toBe(told);
});

test('a text beside calls of tools stays; an empty answer is a text, and no text beside calls is null', () => {
  const toolCalls = [
    { id: 'a', name: 'f', arguments: '{}' },
    { id: 'b', name: 'g', arguments: '{"x":1}' },
  ];
  const content = (more: Partial<ExecutionResult>) =>
    toCompletion(head, { ...result, ...more }).choices[0]?.message.content;
  expect([content({ text: 'so', toolCalls }), content({ toolCalls }), content({})]).toEqual(['so', null, '']);
  const chunks = new CompletionChunks(head, { includeUsage: false }).end({ ...result, toolCalls });
  expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])).toEqual([
    { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
    { index: 1, id: 'b', type: 'function', function: { name: 'g', arguments: '{"x":1}' } },
  ]);
});
