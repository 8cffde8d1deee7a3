import { dollars } from '@prompthub/protocol';
import type { InlayHint } from 'vscode-languageserver';
import { z } from 'zod';
import type { Context, Engine } from '../context';

/** What a hint about tokens knows, so that its tooltip can be made when somebody looks. */
const tokenFacts = z.object({
  tokens: z.number(),
  isExact: z.boolean(),
  /** How many messages they are of. */
  messages: z.number(),
  /** Of the whole prompt. */
  inAll: z.boolean(),
  encoding: z.string().optional(),
  model: z.string().optional(),
  /** The test whose values were used; else it was the defaults. */
  test: z.string().optional(),
});
export type TokenFacts = z.infer<typeof tokenFacts>;

/** `inlayHint/resolve`: the tooltip of a hint about tokens. Other hints have theirs already. */
export async function resolveInlayHint(context: Context, hint: InlayHint): Promise<InlayHint> {
  const facts = tokenFacts.safeParse(hint.data);
  return facts.success ? { ...hint, tooltip: await tokenTooltip(context, facts.data) } : hint;
}

/** How the tokens were counted, with which values, and what they are to the model: part of its window, and price. */
export async function tokenTooltip(context: Context, facts: TokenFacts): Promise<string> {
  const engine = await context.loadEngine().catch((): Engine | undefined => undefined);
  const lines = [howCounted(facts), ...(engine ? meaning(engine, facts) : [])];
  return lines.join('\n\n');
}

function howCounted({ isExact, encoding, model, test }: TokenFacts): string {
  const values = test === undefined ? 'the default values' : `the values of the test “${test}”`;
  if (isExact) return `Counted with ${values} by ${encoding}, the vocabulary of ${model}.`;
  const about = `Estimated with ${values}`;
  if (encoding)
    return `${about}, for ${encoding}, the vocabulary of ${model}, has not counted all of it. It counts text up to a million characters, no media or tools, and nothing in a browser.`;
  const whose = model === undefined ? 'the prompt names no model' : `no vocabulary of ${model} is known here`;
  return `${about}, as usual vocabularies cut text, because ${whose}: about ±25 % for prose.`;
}

function meaning(engine: Engine, { tokens, messages, model, inAll }: TokenFacts): string[] {
  const format = engine.chatFormatTokens(messages);
  const sent = tokens + format;
  const added = `The chat format adds about ${format} tokens.`;
  if (model === undefined) return inAll ? [added] : [];
  const window = engine.checkKnowledge.models.find(
    ({ id, provider }) => model === `${provider}/${id}` || model === id,
  )?.contextWindow;
  const cost = engine.costOf(model, { inputTokens: sent, outputTokens: 0 });
  return [
    ...(inAll ? [added] : []),
    ...(window === undefined
      ? []
      : [`${percent(sent / window)} of the context window of ${count(window)} tokens.`]),
    ...('costUsd' in cost ? [`As input of ${model}: ${dollars(cost.costUsd)}.`] : []),
  ];
}

const count = (tokens: number): string => tokens.toLocaleString('en-US');

function percent(share: number): string {
  return share.toLocaleString('en-US', { style: 'percent', maximumSignificantDigits: 2 });
}
