import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { z } from 'zod';
import { estimateTokens } from '../cost/estimate-tokens';
import type { Access } from './connection';
import { ProviderError, type CallOptions, type EmbedAnswer, type EmbedRequest } from './provider';
import { singleCall } from './single-call';

/** OpenAI takes 2,048 texts and 300,000 tokens in one request; smaller servers take less (API reference, "Create embeddings"). */
const BATCH = 128;

/** What is read of OpenAI's embeddings. */
const wire = z.object({
  model: z.string().nullish(),
  data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()).min(1) })),
  usage: z.object({ prompt_tokens: z.number().nonnegative() }).nullish(),
});

/** The meaning of texts as vectors, asked for in batches. Rejects with ProviderError. */
export async function embedTexts(
  access: Access<OpenAI>,
  { model, texts }: EmbedRequest,
  options?: CallOptions,
): Promise<EmbedAnswer> {
  const vectors: number[][] = [];
  let answered = model;
  let inputTokens = 0;
  let estimated = false;
  for (let from = 0; from < texts.length; from += BATCH) {
    const input = texts.slice(from, from + BATCH);
    const sent = await singleCall(access, options, (client, call) =>
      client.embeddings.create({ model, input, encoding_format: 'float' }, call),
    );
    const { data, usage, ...rest } = read(sent, input.length, access.connection.host);
    vectors.push(...data);
    answered = rest.model ?? answered;
    estimated ||= !usage;
    inputTokens += usage?.prompt_tokens ?? estimateTokens(input.join('\n'));
  }
  if (new Set(vectors.map(({ length }) => length)).size > 1) throw unreadable(access.connection.host);
  return { vectors, usage: { inputTokens, estimated }, model: answered };
}

function read(
  sent: unknown,
  count: number,
  host: string,
): Omit<z.infer<typeof wire>, 'data'> & { data: number[][] } {
  const parsed = wire.safeParse(sent);
  if (!parsed.success) throw unreadable(host);
  const { data, ...rest } = parsed.data;
  const vectors = Array.from(
    { length: count },
    (_, index) => data.find((item) => item.index === index)?.embedding ?? [],
  );
  if (data.length !== count || vectors.some(({ length }) => length === 0)) throw unreadable(host);
  return { ...rest, data: vectors };
}

function unreadable(host: string): ProviderError {
  return new ProviderError(
    'malformed-response',
    `${host} did not answer with one vector for each text. Check that the model makes embeddings.`,
  );
}
