import fc from 'fast-check';
import type { RequestListener } from 'node:http';
import { embeddingCost } from '../cost/embedding-cost';
import { bagOfWords } from './bag-of-words';
import { createProvider } from './provider-registry';
import type { EmbedAnswer, ModerateAnswer } from './provider';
import {
  contextFor,
  startPlainServer,
  startWireServer,
  TEST_KEY,
  WIRES,
  type WireUnderTest,
} from './testing/wire-server';

const [OPENAI, AZURE, LOCAL, ANTHROPIC] = WIRES;

interface Sent {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: {
    readonly model: string;
    readonly input: readonly string[];
    readonly encoding_format: string;
  };
}

/** Asks a server that answers a request with this JSON. */
async function embed(
  texts: readonly string[],
  answer: (sent: Sent) => unknown,
  wire: WireUnderTest = OPENAI,
): Promise<{ readonly answer: EmbedAnswer; readonly sent: readonly Sent[] }> {
  const sent: Sent[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Sent['body'];
      const authorization = request.headers.authorization ?? String(request.headers['api-key']);
      sent.push({ url: request.url, authorization, body });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(sent.at(-1)!)));
    });
  };
  const server = await startPlainServer(listener);
  try {
    const { provider } = createProvider(`${wire.name}/m`, contextFor(wire, server.url));
    return { answer: await provider.embed!({ model: 'm', texts }), sent };
  } finally {
    await server.stop();
  }
}
const vectorsOf = ({ body: { input } }: Sent): { index: number; embedding: number[] }[] =>
  input.map((text, index) => ({ index, embedding: [text.length, 1] }));

describe('vectors', () => {
  test.each([OPENAI, AZURE, LOCAL])('$name gives one for each text, in their order', async (wire) => {
    const { answer, sent } = await embed(
      ['a', 'bb', 'ccc'],
      (asked) => ({ model: 'm-1', data: vectorsOf(asked).reverse(), usage: { prompt_tokens: 7 } }),
      wire,
    );
    expect(answer).toEqual({
      vectors: [
        [1, 1],
        [2, 1],
        [3, 1],
      ],
      usage: { inputTokens: 7, estimated: false },
      model: 'm-1',
    });
    expect(sent[0]?.authorization).toContain(TEST_KEY);
    expect(sent[0]?.body).toEqual({ model: 'm', input: ['a', 'bb', 'ccc'], encoding_format: 'float' });
    expect(sent[0]?.url).toContain('/embeddings');
  });

  test('many texts go in batches, and their usage is added up or estimated', async () => {
    const texts = Array.from({ length: 300 }, (_, index) => 'x'.repeat(index + 1));
    const { answer, sent } = await embed(texts, (asked) => ({ data: vectorsOf(asked) }));
    expect(sent.map(({ body }) => body.input.length)).toEqual([128, 128, 44]);
    expect(answer.vectors.map(([length]) => length)).toEqual(texts.map(({ length }) => length));
    expect(answer.usage.estimated).toBe(true);
    expect(answer.usage.inputTokens).toBeGreaterThan(300);
  });

  test.each<[string, (sent: Sent) => unknown]>([
    ['another format', () => ({ answer: 42 })],
    ['too few', (sent) => ({ data: vectorsOf(sent).slice(1) })],
    ['one twice', (sent) => ({ data: vectorsOf(sent).map((item) => ({ ...item, index: 0 })) })],
    ['an empty one', (sent) => ({ data: vectorsOf(sent).map((item) => ({ ...item, embedding: [] })) })],
    [
      'other lengths',
      (sent) => ({
        data: vectorsOf(sent).map((item, at) => ({ ...item, embedding: Array(at + 1).fill(1) })),
      }),
    ],
    ['text', (sent) => ({ data: vectorsOf(sent).map((item) => ({ ...item, embedding: 'AAAA' })) })],
  ])('%s is an error in words', async (_, answer) => {
    await expect(embed(['a', 'b'], answer)).rejects.toMatchObject({
      name: 'ProviderError',
      code: 'malformed-response',
    });
  });

  test('as others understand the wire', async () => {
    const server = await startWireServer();
    server.onEmbedding(/.*/, { embedding: [0.25, -0.5] });
    const { provider } = createProvider('openai/m', contextFor(OPENAI, server.url));
    expect((await provider.embed!({ model: 'm', texts: ['a'] })).vectors).toEqual([[0.25, -0.5]]);
    await server.stop();
  });

  test('a refusal is told as by every other call', async () => {
    const server = await startPlainServer((_, response) =>
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"error":{"message":"no such key"}}'),
    );
    const { provider } = createProvider('openai/m', contextFor(OPENAI, server.url));
    await expect(provider.embed!({ model: 'm', texts: ['a'] })).rejects.toMatchObject({
      code: 'unauthorized',
    });
    await expect(provider.moderate!({ model: 'm', text: 'a' })).rejects.toMatchObject({
      code: 'unauthorized',
    });
    await server.stop();
  });

  test('Anthropic has none', () => {
    const { provider } = createProvider('anthropic/x', contextFor(ANTHROPIC, 'http://127.0.0.1:9'));
    expect(provider.embed).toBeUndefined();
    expect(provider.moderate).toBeUndefined();
  });
});

describe('moderation', () => {
  const moderate = async (listener: RequestListener): Promise<ModerateAnswer> => {
    const server = await startPlainServer(listener);
    try {
      const { provider } = createProvider('openai/m', contextFor(OPENAI, server.url));
      return await provider.moderate!({ model: 'm', text: 'x' });
    } finally {
      await server.stop();
    }
  };

  test('lists the categories; what a server leaves out is not flagged', async () => {
    const results = [
      { flagged: true, categories: { violence: true, illicit: null }, category_scores: { violence: 0.9 } },
    ];
    const answer = await moderate((_, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ results })),
    );
    expect(answer).toEqual({
      flagged: true,
      categories: [
        { name: 'violence', flagged: true, score: 0.9 },
        { name: 'illicit', flagged: false, score: 0 },
      ],
    });
  });

  test('another format is an error in words', async () => {
    const answer = moderate((_, response) =>
      response.setHeader('content-type', 'application/json').end('{"results":[]}'),
    );
    await expect(answer).rejects.toMatchObject({ code: 'malformed-response' });
  });
});

describe('the vectors of echo', () => {
  test('depend on the words alone, and are of length 1', () => {
    expect(bagOfWords('The cat, the DOG!')).toEqual(bagOfWords('dog the the cat'));
    expect(bagOfWords('cat')).not.toEqual(bagOfWords('dog'));
    expect(new Set(bagOfWords(' .!'))).toEqual(new Set([0]));
    fc.assert(
      fc.property(fc.string(), (text) => {
        const length = Math.hypot(...bagOfWords(text));
        expect(length === 0 || Math.abs(length - 1) < 1e-9).toBe(true);
      }),
    );
  });
});

test('the price of vectors', () => {
  expect(embeddingCost('openai/text-embedding-3-small', 1_000_000)).toEqual({ costUsd: 0.02 });
  expect(embeddingCost('text-embedding-3-large', 500_000)).toEqual({ costUsd: 0.065 });
  expect(embeddingCost('echo/x', 5)).toEqual({ costUsd: 0 });
  expect(embeddingCost('local/text-embedding-3-small', 5)).toEqual({ unpriced: true });
  expect(embeddingCost('openai/toString', 5)).toEqual({ unpriced: true });
});
