import type { ModelAnswer, ProviderContext } from './provider';
import { createProvider } from './provider-registry';

const choice = (text: string, logprobs: unknown, reason: string | null = null): unknown => ({
  index: 0,
  finish_reason: reason,
  logprobs,
  ...(reason === null ? { delta: { content: text } } : { delta: {} }),
});
const content = (...values: readonly number[]): unknown => ({
  content: values.map((logprob) => ({ token: 'x', logprob, bytes: null, top_logprobs: [] })),
  refusal: null,
});

async function answerTo(body: string, stream: boolean): Promise<{ answer: ModelAnswer; sent: unknown }> {
  let sent: unknown;
  const context: ProviderContext = {
    credentials: () => Promise.resolve('key'),
    endpoints: [{ name: 'local', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' }],
    fetch: (_url, init) => {
      sent = JSON.parse(typeof init?.body === 'string' ? init.body : '{}');
      const headers = { 'content-type': stream ? 'text/event-stream' : 'application/json' };
      return Promise.resolve(new Response(body, { headers }));
    },
  };
  const { provider, model } = createProvider('local/some', context);
  const messages = [{ role: 'user' as const, content: [{ text: 'hello' }] }];
  for await (const event of provider.stream({ model, messages, config: { logprobs: true, stream } }))
    if (event.type === 'done') return { answer: event.answer, sent };
  throw new Error('The stream did not end.');
}

const frames = (...choices: readonly unknown[]): string =>
  [...choices.map((each) => JSON.stringify({ id: 'a', model: 'some', choices: [each] })), '[DONE]']
    .map((data) => `data: ${data}\n\n`)
    .join('');

test('a stream hands on the log probabilities of its tokens, in their order', async () => {
  const stream = frames(
    choice('He', content(-0.5)),
    choice('llo', content(-0.25, -1)),
    choice('', null, 'stop'),
  );
  const { answer, sent } = await answerTo(stream, true);
  expect(answer).toMatchObject({ text: 'Hello', logProbs: [-0.5, -0.25, -1] });
  expect(sent).toMatchObject({ logprobs: true });
});

test('so does an answer in one piece', async () => {
  const message = { role: 'assistant', content: 'Hello' };
  const body = {
    id: 'a',
    model: 'some',
    choices: [{ index: 0, message, logprobs: content(-0.5, 0), finish_reason: 'stop' }],
  };
  expect((await answerTo(JSON.stringify(body), false)).answer.logProbs).toEqual([-0.5, 0]);
});

test.each([
  null,
  undefined,
  {},
  { content: null },
  { content: [{ token: 'x' }] },
  { tokens: ['older'] },
  'x',
])('without any, or in another shape (%j), the answer comes all the same', async (logprobs) => {
  const { answer } = await answerTo(frames(choice('Hi', logprobs), choice('', logprobs, 'stop')), true);
  expect(answer.text).toBe('Hi');
  expect(answer).not.toHaveProperty('logProbs');
});
