import { once } from 'node:events';
import { OpenAI } from 'openai';
import { ChatHub, REPLY, withPrompt } from './chat-hub';

let chat: ChatHub;
let sdk: OpenAI;
/** What the provider `odd` answers, and how often it was asked. */
let odd: { status: number; body: unknown; headers?: Record<string, string> };
let asked = 0;
beforeAll(async () => {
  chat = await ChatHub.start();
  sdk = await chat.sdk();
  await chat.provider('odd', (_request, response) => {
    asked++;
    response.writeHead(odd.status, { 'content-type': 'application/json', ...odd.headers });
    response.end(JSON.stringify(odd.body));
  });
});
beforeEach(() => {
  asked = 0;
});
afterAll(() => chat?.close());

const ask = { model: REPLY, messages: [{ role: 'user' as const, content: 'hi' }] };

/** What the SDK throws, and how many requests it made: it asks again by itself, twice at most. */
async function failure(
  client: OpenAI,
  params: OpenAI.ChatCompletionCreateParamsNonStreaming | OpenAI.ChatCompletionCreateParamsStreaming,
) {
  let requests = 0;
  const counting = client.withOptions({
    fetch: async (input, init) => {
      requests++;
      const answer = await fetch(input, init);
      // The SDK would wait as long as it is told to.
      const headers = new Headers(answer.headers);
      if (headers.has('retry-after')) headers.set('retry-after-ms', '1');
      return new Response(answer.body, { status: answer.status, headers });
    },
  });
  const error: unknown = await counting.chat.completions.create(params).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OpenAI.APIError)) throw new Error(`no error of the API: ${String(error)}`);
  return { error, requests };
}

const PROVIDER_FAILURES = [
  ['a bad request', 400, { message: 'bad' }, OpenAI.BadRequestError, 'provider_invalid_request', 1],
  [
    'too long a prompt',
    400,
    { message: 'maximum context length', code: 'context_length_exceeded' },
    OpenAI.BadRequestError,
    'context_length_exceeded',
    1,
  ],
  ['a key that it refuses', 401, { message: 'key' }, OpenAI.InternalServerError, 'provider_unauthorized', 1],
  [
    'an empty account',
    429,
    { message: 'quota', code: 'insufficient_quota' },
    OpenAI.RateLimitError,
    'insufficient_quota',
    1,
  ],
] as const;

describe.each([true, false])('stream %s', (stream) => {
  test.each(PROVIDER_FAILURES)('%s', async (_what, status, body, kind, code, requests) => {
    odd = { status, body: { error: body } };
    const told = await failure(sdk, withPrompt({ ...ask, stream }, { model: 'odd/m' }));
    expect(told.error).toBeInstanceOf(kind);
    expect([told.error.code, told.requests, asked]).toEqual([code, requests, requests]);
  });

  test('what comes too often is asked again by the SDK, when the provider says', async () => {
    odd = { status: 429, body: { error: { message: 'slow down' } }, headers: { 'retry-after': '60' } };
    const { error, requests } = await failure(sdk, withPrompt({ ...ask, stream }, { model: 'odd/m' }));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect([error.code, error.type, error.headers?.get('retry-after')]).toEqual([
      'rate_limit_exceeded',
      'rate_limit_error',
      '60',
    ]);
    expect(requests).toBe(3);
  });

  const REFUSALS = [
    ['no path', 'gpt-4o', 'model_not_found'],
    ['no such project', 'acme/nothing/mail/reply@production', 'model_not_found'],
    ['no such prompt', 'acme/support-desk/none@production', 'model_not_found'],
    ['no such version', 'acme/support-desk/mail/reply@nowhere', 'model_not_found'],
    ['nothing deployed', 'acme/support-desk/mail/reply@staging', 'model_not_found'],
    ['a partial', 'acme/support-desk/mail/_tone@production', 'model_not_found'],
  ] as const;
  test.each(REFUSALS)('%s', async (_what, model, code) => {
    const { error, requests } = await failure(sdk, { ...ask, model, stream });
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect([error.code, error.param, error.type, requests]).toEqual([
      code,
      'model',
      'invalid_request_error',
      1,
    ]);
  });
});

test('who may not is told in OpenAI’s words', async () => {
  const nobody = new OpenAI({ baseURL: `${chat.hub.url}/v1`, apiKey: 'phub_nobody' });
  const { error } = await failure(nobody, ask);
  expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
  expect(error).toMatchObject({ code: 'invalid_api_key', type: 'authentication_error' });
  const viewer = (await failure(await chat.sdk('viewer'), ask)).error;
  expect(viewer).toBeInstanceOf(OpenAI.PermissionDeniedError);
  expect(viewer.code).toBe('forbidden');
  const reader = (await failure(await chat.sdk('editor', ['read']), ask)).error;
  expect(reader).toBeInstanceOf(OpenAI.PermissionDeniedError);
  expect(reader.code).toBe('insufficient_scope');
  const stranger = (await failure(await chat.sdk('stranger'), ask)).error;
  const nothing = await failure(await chat.sdk('stranger'), { ...ask, model: 'acme/none/x@production' });
  expect(stranger).toBeInstanceOf(OpenAI.NotFoundError);
  expect(stranger.message).toBe(nothing.error.message);
});

test('no cookie lets anyone in', async () => {
  const answer = await chat.hub.request('/v1/models', { headers: { cookie: 'phub_session=x' } });
  expect([answer.status, answer.body.error.code]).toEqual([401, 'invalid_api_key']);
});

test('what breaks off in the middle of a stream is an error there, and no end', async () => {
  await chat.provider('cut', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(PIECE)}\n\n`, () => response.destroy());
  });
  const params = withPrompt({ ...ask, stream: true as const }, { model: 'cut/m' });
  const heard: (string | null | undefined)[] = [];
  const listen = async (): Promise<void> => {
    for await (const chunk of await sdk.chat.completions.create(params))
      heard.push(chunk.choices[0]?.delta.content);
  };
  const error: unknown = await listen().catch((thrown: unknown) => thrown);
  expect(heard).toEqual(['', 'so far']);
  expect(error).toBeInstanceOf(OpenAI.APIError);
  expect(error).toMatchObject({ type: 'server_error', code: expect.stringMatching(/^provider_/) });
  expect(await chat.lastRecord()).toMatchObject({ status: 'failed' });
});

test.each([true, false])('who aborts ends the call of the model (stream %s)', async (stream) => {
  const name = `slow-${stream}`;
  const arrived = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  await chat.provider(name, (_request, response) => {
    void once(response, 'close').then(() => closed.resolve());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(PIECE)}\n\n`);
    arrived.resolve();
  });
  const controller = new AbortController();
  const pending = sdk.chat.completions
    .create(withPrompt({ ...ask, stream }, { model: `${name}/m` }), { signal: controller.signal })
    .then(async (answer) => {
      if ('choices' in answer) return;
      for await (const chunk of answer) if (chunk.choices[0]?.delta.content) controller.abort();
    });
  pending.catch(() => undefined);
  await arrived.promise;
  if (!stream) controller.abort();
  await closed.promise;
  if (!stream) await expect(pending).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
  expect(await chat.lastRecord()).toMatchObject({ status: 'failed', errorCode: 'aborted' });
});

const PIECE = {
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content: 'so far' } }],
};
