import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { textOfMessages } from './message-text';
import { capabilitiesOf } from './model-capabilities';
import type { Wire } from './model-settings';
import { isStrict, objectSchemaOf } from './output-schema';
import type { ModelRequest } from './provider';

type ResponseFormat = OpenAI.Chat.Completions.ChatCompletionCreateParams['response_format'];

/** Asks for the prompt's `output` in OpenAI's words; undefined when there is nothing that it could enforce. */
export function openaiResponseFormat(request: ModelRequest, wire: Wire): ResponseFormat {
  const schema = objectSchemaOf(request);
  if (schema && capabilitiesOf(wire, request.model).schema) {
    return { type: 'json_schema', json_schema: { name: 'output', schema, strict: isStrict(schema) } };
  }
  const wantsJson =
    request.output?.format === 'json' && (request.output.schema === undefined || schema !== undefined);
  // OpenAI refuses JSON mode unless the word stands in the messages.
  return wantsJson && /json/i.test(textOfMessages(request.messages)) ? { type: 'json_object' } : undefined;
}
