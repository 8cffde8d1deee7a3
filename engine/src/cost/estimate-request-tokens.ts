import { textOfPart } from '../providers/message-text';
import type { ModelRequest } from '../providers/provider';
import { estimateTokens } from './estimate-tokens';

/** What a chat format adds around each message. */
const TOKENS_PER_MESSAGE = 4;
/** A mid-sized image; providers count by resolution, which is not known here. */
const TOKENS_PER_MEDIUM = 800;

type Spoken = Pick<ModelRequest, 'messages' | 'tools'>;

/** Estimates the input tokens of a whole request: messages with what the chat format adds, media and tool definitions. */
export function estimateRequestTokens(request: Spoken): number {
  return estimateContentTokens(request) + chatFormatTokens(request.messages.length);
}

/** Estimates what messages say, with media and tool definitions: a request without what the chat format adds. */
export function estimateContentTokens({ messages, tools = [] }: Spoken): number {
  const spoken = messages
    .flatMap((message) => message.content)
    .reduce((sum, part) => sum + ('media' in part ? TOKENS_PER_MEDIUM : estimateTokens(textOfPart(part))), 0);
  return spoken + tools.reduce((sum, tool) => sum + estimateTokens(JSON.stringify(tool)), 0);
}

/** About what the chat format adds to that many messages. */
export function chatFormatTokens(messages: number): number {
  return messages * TOKENS_PER_MESSAGE;
}
