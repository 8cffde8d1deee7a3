import { OpenAI } from 'openai';
import { ChatHub, REPLY, withPrompt } from './chat-hub';

let chat: ChatHub;
let sdk: OpenAI;
beforeAll(async () => {
  chat = await ChatHub.start();
  sdk = await chat.sdk();
});
beforeEach(() => {
  chat.models.reset();
  chat.models.onMessage(/.*/, { content: 'Hello' });
});
afterAll(() => chat?.close());

const ask = { model: REPLY, messages: [{ role: 'user' as const, content: 'hi' }] };
const asked = () => chat.models.getRequests().length;

/** Makes a budget or a limit of the organization, and takes it away after the work. */
async function under(route: string, json: object, work: () => Promise<void>): Promise<void> {
  const path = `/api/v1/organizations/acme/${route}`;
  const { body, status, text } = await chat.hub.request(path, { as: 'owner', json });
  if (status !== 201) throw new Error(text);
  try {
    await work();
  } finally {
    await chat.hub.request(`${path}/${body.id}`, { as: 'owner', method: 'DELETE' });
  }
}

test.each([true, false])(
  'a used-up budget is no error that the SDK asks again for (stream %s)',
  async (stream) => {
    const budget = { for: { scope: 'organization' }, period: 'day', limitUsd: 0, hard: true };
    await under('budgets', budget, async () => {
      let requests = 0;
      const counting = sdk.withOptions({
        fetch: (input, init) => {
          requests++;
          return fetch(input, init);
        },
      });
      const error: unknown = await counting.chat.completions
        .create({ ...ask, stream })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({ status: 402, type: 'insufficient_quota', code: 'insufficient_quota' });
      expect([requests, asked()]).toEqual([1, 0]);
    });
  },
);

test('a rate limit is one, with the wait that the hub wishes', async () => {
  const limit = { for: { scope: 'key' }, measure: 'requests-per-minute', limit: 1 };
  await under('rate-limits', limit, async () => {
    const once = (await chat.sdk()).withOptions({ maxRetries: 0 });
    await once.chat.completions.create(ask);
    const error: unknown = await once.chat.completions.create(ask).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ code: 'rate_limit_exceeded', type: 'rate_limit_error' });
    const wait = Number((error as InstanceType<typeof OpenAI.RateLimitError>).headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(asked()).toBe(1);
  });
});

test('a kept answer says so, in one piece and streamed; Cache-Control has a say in it', async () => {
  const params = withPrompt({ ...ask, seed: 1 }, { cache: { ttlSeconds: 60 } });
  const call = async (headers: Record<string, string> = {}) => {
    const { data, response } = await sdk.chat.completions.create(params, { headers }).withResponse();
    expect(data.choices[0]?.message.content).toBe('Hello');
    return [response.headers.has('x-prompthub-cached-at'), asked()];
  };
  expect(await call({ 'cache-control': 'no-store' })).toEqual([false, 1]);
  expect(await call()).toEqual([false, 2]);
  expect(await call()).toEqual([true, 2]);
  expect(await call({ 'cache-control': 'no-store' })).toEqual([true, 2]);
  expect(await call({ 'cache-control': 'no-cache' })).toEqual([false, 3]);
  expect(await call({ 'cache-control': 'max-age=0, no-cache, no-store' })).toEqual([false, 4]);
  expect(await call()).toEqual([true, 4]);
  let text = '';
  for await (const chunk of await sdk.chat.completions.create({ ...params, stream: true }))
    text += chunk.choices[0]?.delta.content ?? '';
  expect([text, asked()]).toEqual(['Hello', 4]);
});
