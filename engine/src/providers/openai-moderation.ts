import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { z } from 'zod';
import type { Access } from './connection';
import { ProviderError, type CallOptions, type ModerateAnswer } from './provider';
import { singleCall } from './single-call';

/** What is read of OpenAI's moderations (API reference, "Create moderation"). */
const wire = z.object({
  results: z
    .array(
      z.object({
        flagged: z.boolean(),
        categories: z.record(z.string(), z.boolean().nullable()),
        category_scores: z.record(z.string(), z.number().nullable()).catch({}),
      }),
    )
    .min(1),
});

/** What OpenAI's moderation says of a text. Rejects with ProviderError. */
export async function moderateText(
  access: Access<OpenAI>,
  { model, text }: { readonly model: string; readonly text: string },
  options?: CallOptions,
): Promise<ModerateAnswer> {
  const sent = await singleCall(access, options, (client, call) =>
    client.moderations.create({ model, input: text }, call),
  );
  const [result] = wire.safeParse(sent).data?.results ?? [];
  if (!result)
    throw new ProviderError(
      'malformed-response',
      `${access.connection.host} did not answer as a moderation model does.`,
    );
  return {
    flagged: result.flagged,
    categories: Object.entries(result.categories).map(([name, flagged]) => ({
      name,
      flagged: flagged ?? false,
      score: result.category_scores[name] ?? 0,
    })),
  };
}
