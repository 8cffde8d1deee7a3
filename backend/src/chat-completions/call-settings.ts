import type { ToolDefinition } from '@prompthub/core';
import { isStrict } from '@prompthub/engine';
import type { ChatCompletionRequest, ChatResponseFormat, ChatTool } from '@prompthub/protocol';
import { invalidRequest } from './openai-problems';

/** What a request says of how the model shall answer, in the house's words; wins over what the prompt says. */
export interface CallSettings {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tools?: readonly ToolDefinition[];
  readonly output?: { readonly format: 'text' | 'json'; readonly schema?: Record<string, unknown> };
}

/** @throws ProblemError 400 when a schema cannot be enforced as it is asked for. */
export function callSettings(request: ChatCompletionRequest): CallSettings {
  const { tools, response_format: format } = request;
  return {
    config: configOf(request),
    ...(tools === null || tools === undefined ? {} : { tools: tools.map(toolOf) }),
    ...(format === null || format === undefined ? {} : { output: outputOf(format) }),
  };
}

function configOf(request: ChatCompletionRequest): Record<string, unknown> {
  const { stop, tool_choice: choice } = request;
  const given: Record<string, unknown> = {
    temperature: request.temperature,
    topP: request.top_p,
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens,
    stopSequences: typeof stop === 'string' ? [stop] : stop,
    seed: request.seed,
    frequencyPenalty: request.frequency_penalty,
    presencePenalty: request.presence_penalty,
    logitBias: request.logit_bias,
    parallelToolCalls: request.parallel_tool_calls,
    reasoningEffort: request.reasoning_effort,
    serviceTier: request.service_tier,
    verbosity: request.verbosity,
    user: request.user,
    toolChoice: typeof choice === 'object' && choice !== null ? choice.function.name : choice,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  );
}

function toolOf({ function: { name, description, parameters, strict } }: ChatTool): ToolDefinition {
  return {
    name,
    ...(description === null || description === undefined ? {} : { description }),
    inputSchema: parameters ?? { type: 'object', properties: {} },
    ...(strict === true ? { strict } : {}),
  };
}

function outputOf(format: ChatResponseFormat): CallSettings['output'] {
  if (format.type === 'text') return { format: 'text' };
  if (format.type === 'json_object') return { format: 'json' };
  const { schema, strict } = format.json_schema;
  const param = 'response_format.json_schema.schema';
  if (schema['type'] !== 'object')
    throw invalidRequest(`${param}: must describe an object ("type": "object").`, param);
  if (strict === true && !isStrict(schema)) {
    throw invalidRequest(
      `${param}: cannot be strict. Every object in it needs "additionalProperties": false and all of its properties in "required".`,
      param,
    );
  }
  return { format: 'json', schema };
}
