import type { MediaPart, Message, Part } from '@prompthub/core';
import type { Anthropic } from '@anthropic-ai/sdk' with { 'resolution-mode': 'import' };
import { refuseMisplacedMedia } from './media-placement';
import { mediaSource } from './media-source';
import { textOfOutput, textOfPart } from './message-text';
import { ProviderError } from './provider';
import { ToolReferences } from './tool-references';

type Block = Anthropic.Messages.ContentBlockParam;

export interface AnthropicMessages {
  readonly system?: string;
  readonly messages: Anthropic.Messages.MessageParam[];
}

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;

/**
 * Rendered messages in the shape of Anthropic's messages: all system text first, then user and assistant in turn
 * (neighbours of one role become one message, blocks that say nothing are left out).
 */
export function anthropicMessages(messages: readonly Message[]): AnthropicMessages {
  refuseMisplacedMedia(messages);
  const references = new ToolReferences();
  const system = messages
    .filter(({ role }) => role === 'system')
    .map(({ content }) => content.map(textOfPart).join(''))
    .filter((text) => text.trim() !== '')
    .join('\n\n');
  const turns: { role: 'user' | 'assistant'; content: Block[] }[] = [];
  for (const message of messages.filter(({ role }) => role !== 'system')) {
    const role = message.role === 'model' ? 'assistant' : 'user';
    const content = message.content.flatMap((part) => blocks(part, references));
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  }
  // A prompt that is all system text still has to ask something.
  if (turns.length === 0) return { messages: [{ role: 'user', content: system }] };
  return { ...(system ? { system } : {}), messages: turns };
}

function blocks(part: Part, references: ToolReferences): Block[] {
  if ('media' in part) return [medium(part)];
  if ('toolRequest' in part) {
    const { name, input } = part.toolRequest;
    return [{ type: 'tool_use', id: references.request(part.toolRequest), name, input: input ?? {} }];
  }
  if ('toolResponse' in part) {
    const content = textOfOutput(part.toolResponse.output);
    return [{ type: 'tool_result', tool_use_id: references.answer(part.toolResponse), content }];
  }
  const text = textOfPart(part);
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function medium(part: MediaPart): Block {
  const source = mediaSource(part);
  if (source.kind === 'url') {
    const address = { type: 'url' as const, url: source.url };
    if (source.contentType === 'application/pdf') return { type: 'document', source: address };
    if (source.contentType.startsWith('image/')) return { type: 'image', source: address };
  } else {
    const imageType = IMAGE_TYPES.find((type) => type === source.contentType);
    if (imageType) {
      return { type: 'image', source: { type: 'base64', media_type: imageType, data: source.base64 } };
    }
    if (source.contentType === 'application/pdf') {
      return {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: source.base64 },
      };
    }
  }
  throw new ProviderError(
    'unsupported',
    `Anthropic takes PNG, JPEG, GIF and WebP images and PDF documents, not ${source.contentType}.`,
  );
}
