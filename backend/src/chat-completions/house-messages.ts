import type { Message, Part } from '@prompthub/core';
import type { ChatMessage, ChatUserPart } from '@prompthub/protocol';
import { invalidRequest } from './openai-problems';

/**
 * Messages of chat completions as the house has them.
 * @throws ProblemError 400 when arguments of a tool are no JSON, or an answer of a tool belongs to no call.
 */
export function toHouseMessages(messages: readonly ChatMessage[]): Message[] {
  /** Names of the tools that were called, by the ids of the calls: answers name the id alone. */
  const called = new Map<string, string>();
  return messages.map((message, index): Message => {
    const at = `messages.${index}`;
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: 'system', content: textParts(message.content) };
      case 'user':
        return { role: 'user', content: userParts(message.content) };
      case 'assistant':
        return { role: 'model', content: answerParts(message, at, called) };
      case 'tool':
        return { role: 'tool', content: [toolResponse(message, at, called)] };
    }
  });
}

type Answer = Extract<ChatMessage, { role: 'assistant' }>;
type ToolAnswer = Extract<ChatMessage, { role: 'tool' }>;

function textParts(content: string | readonly { text: string }[]): Part[] {
  return typeof content === 'string' ? [{ text: content }] : content.map(({ text }) => ({ text }));
}

function userParts(content: string | readonly ChatUserPart[]): Part[] {
  return typeof content === 'string' ? [{ text: content }] : content.map(userPart);
}

function userPart(part: ChatUserPart): Part {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'image_url':
      return { media: { url: part.image_url.url } };
    case 'input_audio': {
      const contentType = part.input_audio.format === 'wav' ? 'audio/wav' : 'audio/mpeg';
      return { media: { url: `data:${contentType};base64,${part.input_audio.data}`, contentType } };
    }
    case 'file':
      return { media: { url: part.file.file_data } };
  }
}

function answerParts(
  { content, refusal, tool_calls }: Answer,
  at: string,
  called: Map<string, string>,
): Part[] {
  const said = content ?? refusal;
  const calls = (tool_calls ?? []).map((call, index): Part => {
    const { name, arguments: text } = call.function;
    called.set(call.id, name);
    const input = readArguments(text, `${at}.tool_calls.${index}.function.arguments`);
    return { toolRequest: { name, ref: call.id, input } };
  });
  return [...(said === null || said === undefined ? [] : textParts(said)), ...calls];
}

function readArguments(text: string, at: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw invalidRequest(`${at}: must be JSON, as the model wrote it.`, at);
  }
}

function toolResponse(
  { content, tool_call_id: ref }: ToolAnswer,
  at: string,
  called: Map<string, string>,
): Part {
  const name = called.get(ref);
  if (name === undefined) {
    const param = `${at}.tool_call_id`;
    throw invalidRequest(
      `${param}: no earlier message has a tool call with the id "${ref.slice(0, 100)}".`,
      param,
    );
  }
  const output = typeof content === 'string' ? content : content.map(({ text }) => text).join('');
  return { toolResponse: { name, ref, output } };
}
