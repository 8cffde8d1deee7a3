import type { Message, RenderedPrompt } from '@prompthub/core';
import type { TokenEncoding } from '@prompthub/engine';
import type { Context, Engine } from '../context';

export interface TokenCount {
  readonly tokens: number;
  /** Counted with the vocabulary of the model; else estimated. */
  readonly isExact: boolean;
}

/** What a rendered prompt says, in tokens; what the chat format adds around each message is not in it. */
export interface PromptTokens {
  readonly messages: readonly TokenCount[];
  /** All messages, and the definitions of tools. */
  readonly total: TokenCount;
  /** The vocabulary of the prompt's model, where it is published. */
  readonly encoding: TokenEncoding | undefined;
}

type Counted = Pick<RenderedPrompt, 'messages' | 'toolDefs' | 'model'>;

/** As far as it can be said at once. */
export function estimatePrompt(engine: Engine, { messages, toolDefs, model }: Counted): PromptTokens {
  return inAll(engine, {
    messages: messages.map((message) => ({
      tokens: engine.estimateContentTokens({ messages: [message] }),
      isExact: false,
    })),
    toolDefs,
    encoding: typeof model === 'string' ? engine.encodingOf(model) : undefined,
  });
}

/**
 * The same estimate, with exact counts for the messages that are nothing but text. Undefined when nothing was counted.
 * @param topic see `TokenQuestion`
 */
export async function countPrompt(
  { context, engine, topic }: { context: Context; engine: Engine; topic: string },
  { messages, toolDefs }: Counted,
  estimate: PromptTokens,
): Promise<PromptTokens | undefined> {
  const { encoding } = estimate;
  const texts = messages.map(textOf);
  if (!encoding || !context.tokenCounter || texts.every((text) => text === undefined)) return undefined;
  const counts = await context.tokenCounter.count({ encoding, texts: texts.map((text = '') => text), topic });
  return (
    counts &&
    inAll(engine, {
      messages: estimate.messages.map((estimated, index) => {
        const tokens = texts[index] === undefined ? undefined : counts[index];
        return tokens === undefined ? estimated : { tokens, isExact: true };
      }),
      toolDefs,
      encoding,
    })
  );
}

/** The text of a message that is nothing else: how providers write down the rest is not published. */
function textOf({ content: [part, ...others] }: Message): string | undefined {
  return part && 'text' in part && others.length === 0 ? part.text : undefined;
}

function inAll(
  engine: Engine,
  { messages, toolDefs, encoding }: Omit<PromptTokens, 'total'> & Pick<Counted, 'toolDefs'>,
): PromptTokens {
  const tools = engine.estimateContentTokens({ messages: [], tools: toolDefs });
  const total = {
    tokens: messages.reduce((sum, { tokens }) => sum + tokens, tools),
    isExact: tools === 0 && messages.every(({ isExact }) => isExact),
  };
  return { messages, total, encoding };
}
