import type { MediaPart, Message, Part, ToolResponsePart } from '@prompthub/core';
import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { refuseMisplacedMedia } from './media-placement';
import { mediaSource } from './media-source';
import { textOfOutput, textOfPart } from './message-text';
import { ProviderError } from './provider';
import { ToolReferences } from './tool-references';

type MessageParam = OpenAI.Chat.Completions.ChatCompletionMessageParam;
type ContentPart = OpenAI.Chat.Completions.ChatCompletionContentPart;
type ToolCallParam = OpenAI.Chat.Completions.ChatCompletionMessageFunctionToolCall;

/** Rendered messages in the shape of OpenAI's chat completions. Messages that say nothing are left out. */
export function openaiMessages(messages: readonly Message[]): MessageParam[] {
  refuseMisplacedMedia(messages);
  const references = new ToolReferences();
  return messages.flatMap((message) => convert(message, references));
}

function convert(message: Message, references: ToolReferences): MessageParam[] {
  const responses = message.content.filter((part): part is ToolResponsePart => 'toolResponse' in part);
  const answers = responses.map(({ toolResponse }): MessageParam => ({
    role: 'tool',
    tool_call_id: references.answer(toolResponse),
    content: textOfOutput(toolResponse.output),
  }));
  const rest = message.content.filter((part) => !('toolResponse' in part));
  return [...answers, ...spoken(message.role, rest, references)];
}

function spoken(role: Message['role'], parts: readonly Part[], references: ToolReferences): MessageParam[] {
  const text = parts
    .filter((part) => !('media' in part) && !('toolRequest' in part))
    .map(textOfPart)
    .join('');
  if (role === 'model') {
    const calls = toolCalls(parts, references);
    if (calls.length > 0) return [{ role: 'assistant', content: text || null, tool_calls: calls }];
    return text ? [{ role: 'assistant', content: text }] : [];
  }
  if (role === 'system') return text ? [{ role: 'system', content: text }] : [];
  if (!parts.some((part) => 'media' in part)) return text ? [{ role: 'user', content: text }] : [];
  return [{ role: 'user', content: parts.flatMap(contentPart) }];
}

function toolCalls(parts: readonly Part[], references: ToolReferences): ToolCallParam[] {
  return parts.flatMap((part) =>
    'toolRequest' in part
      ? [
          {
            id: references.request(part.toolRequest),
            type: 'function' as const,
            function: {
              name: part.toolRequest.name,
              arguments: JSON.stringify(part.toolRequest.input ?? {}),
            },
          },
        ]
      : [],
  );
}

function contentPart(part: Part): ContentPart[] {
  if ('media' in part) return [medium(part)];
  const text = textOfPart(part);
  return text ? [{ type: 'text', text }] : [];
}

function medium(part: MediaPart): ContentPart {
  const source = mediaSource(part);
  const [kind, subtype = ''] = source.contentType.split('/');
  if (kind === 'image') return { type: 'image_url', image_url: { url: source.url } };
  if (source.kind === 'data' && kind === 'audio') {
    return {
      type: 'input_audio',
      input_audio: { data: source.base64, format: subtype === 'wav' ? 'wav' : 'mp3' },
    };
  }
  if (source.kind === 'data' && source.contentType === 'application/pdf') {
    return { type: 'file', file: { filename: 'document.pdf', file_data: source.url } };
  }
  throw new ProviderError(
    'unsupported',
    `This provider takes no ${source.contentType} as ${source.kind === 'data' ? 'a data URL' : 'an address'}. ` +
      'Images go as address or data URL; PDF and audio go as data URL.',
  );
}
