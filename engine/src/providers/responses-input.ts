import type { MediaPart, Message, Part } from '@prompthub/core';
import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { refuseMisplacedMedia } from './media-placement';
import { mediaSource } from './media-source';
import { textOfOutput, textOfPart } from './message-text';
import { ProviderError } from './provider';
import { ToolReferences } from './tool-references';

type Item = OpenAI.Responses.ResponseInputItem;
type Content = OpenAI.Responses.ResponseInputContent;

/** Rendered messages as the input of OpenAI's responses: tool calls and their results are items of their own there. */
export function responsesInput(messages: readonly Message[]): Item[] {
  refuseMisplacedMedia(messages);
  const references = new ToolReferences();
  return messages.flatMap(({ role, content }) => [
    ...spoken(role, content),
    ...content.flatMap((part) => toolItem(part, references)),
  ]);
}

function toolItem(part: Part, references: ToolReferences): Item[] {
  if ('toolRequest' in part) {
    const { name, input = {} } = part.toolRequest;
    const call_id = references.request(part.toolRequest);
    return [{ type: 'function_call', call_id, name, arguments: JSON.stringify(input) }];
  }
  if ('toolResponse' in part) {
    const call_id = references.answer(part.toolResponse);
    return [{ type: 'function_call_output', call_id, output: textOfOutput(part.toolResponse.output) }];
  }
  return [];
}

function spoken(role: Message['role'], parts: readonly Part[]): Item[] {
  const said = parts.filter((part) => !('toolRequest' in part) && !('toolResponse' in part));
  const text = said.map((part) => ('media' in part ? '' : textOfPart(part))).join('');
  if (said.some((part) => 'media' in part)) return [{ role: 'user', content: said.flatMap(contentPart) }];
  if (text === '') return [];
  if (role === 'model') return [{ role: 'assistant', content: text }];
  return [{ role: role === 'system' ? 'system' : 'user', content: text }];
}

function contentPart(part: Part): Content[] {
  if ('media' in part) return [medium(part)];
  const text = textOfPart(part);
  return text ? [{ type: 'input_text', text }] : [];
}

function medium(part: MediaPart): Content {
  const source = mediaSource(part);
  if (source.contentType.startsWith('image/')) {
    return { type: 'input_image', image_url: source.url, detail: 'auto' };
  }
  if (source.contentType === 'application/pdf') {
    if (source.kind === 'url') return { type: 'input_file', file_url: source.url };
    return { type: 'input_file', filename: 'document.pdf', file_data: source.url };
  }
  throw new ProviderError(
    'unsupported',
    `OpenAI's responses take images and PDF documents, not ${source.contentType}. ` +
      'For sound use a model of the chat completions.',
  );
}
