import { textOfPart } from '../providers/message-text';
import type { ModelRequest } from '../providers/provider';
import { estimateTokens } from './estimate-tokens';

/** What a chat format adds around each message. */
const TOKENS_PER_MESSAGE = 4;
/** A mid-sized image; providers count by resolution, which is not known here. */
const TOKENS_PER_MEDIUM = 800;

/** Estimates the input tokens of a whole request: messages, media and tool definitions. */
export function estimateRequestTokens({
  messages,
  tools = [],
}: Pick<ModelRequest, 'messages' | 'tools'>): number {
  const spoken = messages
    .flatMap((message) => message.content)
    .reduce((sum, part) => sum + ('media' in part ? TOKENS_PER_MEDIUM : estimateTokens(textOfPart(part))), 0);
  const defined = tools.reduce((sum, tool) => sum + estimateTokens(JSON.stringify(tool)), 0);
  return spoken + defined + messages.length * TOKENS_PER_MESSAGE;
}
