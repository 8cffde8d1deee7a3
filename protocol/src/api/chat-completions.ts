import { z } from 'zod';
import { execute } from './execution';

/**
 * A deployed prompt in the words of OpenAI's chat completions, so that its SDKs can call it (platform.openai.com, API reference,
 * "Chat"). `model` names the prompt; `prompt` is ours and gives it values. What OpenAI knows and the hub does not do is not here:
 * it is refused by name, never left out in silence.
 *
 *   POST   /v1/chat/completions      ChatCompletionRequest → chat.completion, or chat.completion.chunk as text/event-stream
 *   GET    /v1/models                → the prompts that are deployed where the token may execute
 */
const text = z.string();
const textPart = z.strictObject({ type: z.literal('text'), text });
/** Texts, or a list of parts that are texts. */
const texts = z.union([text, z.array(textPart)]);

const imagePart = z.strictObject({
  type: z.literal('image_url'),
  /** An http or data URL. How closely it is looked at is the model's own choice. */
  image_url: z.strictObject({ url: text, detail: z.literal('auto').nullish() }),
});
const audioPart = z.strictObject({
  type: z.literal('input_audio'),
  input_audio: z.strictObject({ data: text, format: z.enum(['wav', 'mp3']) }),
});
const filePart = z.strictObject({
  type: z.literal('file'),
  file: z.strictObject({ file_data: text, filename: text.nullish() }),
});
const userPart = z.discriminatedUnion('type', [textPart, imagePart, audioPart, filePart]);
export type ChatUserPart = z.infer<typeof userPart>;

const toolCall = z.strictObject({
  id: text.min(1),
  type: z.literal('function'),
  // What OpenAI's SDK for Node adds when it parses an answer is sent back by many.
  function: z.strictObject({ name: text.min(1), arguments: text, parsed_arguments: z.unknown().optional() }),
});

const chatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer']), content: texts, name: z.null().optional() }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([text, z.array(userPart)]),
    name: z.null().optional(),
  }),
  // Also as an earlier answer stood in `choices[0].message`.
  z.strictObject({
    role: z.literal('assistant'),
    content: texts.nullish(),
    tool_calls: z.array(toolCall).nullish(),
    refusal: text.nullish(),
    annotations: z.array(z.unknown()).nullish(),
    audio: z.null().optional(),
    function_call: z.null().optional(),
    name: z.null().optional(),
    parsed: z.unknown().optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content: texts, tool_call_id: text.min(1) }),
]);
export type ChatMessage = z.infer<typeof chatMessage>;

const jsonSchema = z.record(text, z.unknown());

const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: text.regex(/^[\w.-]{1,128}$/, 'must be a name of letters, digits, dots, hyphens and underscores'),
    description: text.nullish(),
    parameters: jsonSchema.nullish(),
    strict: z.boolean().nullish(),
  }),
});
export type ChatTool = z.infer<typeof tool>;

const toolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: text }) }),
]);

const responseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: text,
      description: text.nullish(),
      schema: jsonSchema,
      strict: z.boolean().nullish(),
    }),
  }),
]);
export type ChatResponseFormat = z.infer<typeof responseFormat>;

const { vars, model, fallbacks, cache, timeoutMs } = execute.shape;

export const chatCompletionRequest = z.strictObject({
  /** The prompt: `organization/project/path`, and after an `@` an environment, a label, a branch, a tag or a commit. */
  model: text,
  /** What is asked after the prompt's own messages. */
  messages: z.array(chatMessage).max(10_000).default([]),
  /** Not OpenAI's: what else the prompt is given. */
  prompt: z.strictObject({ variables: vars, model, fallbacks, cache, timeoutMs }).optional(),
  frequency_penalty: z.number().nullish(),
  logit_bias: z.record(text, z.number()).nullish(),
  logprobs: z.literal(false).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  /** For those who keep completions at OpenAI; it changes no answer. */
  metadata: z.record(text, text).nullish(),
  modalities: z.tuple([z.literal('text')]).nullish(),
  n: z.literal(1).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  presence_penalty: z.number().nullish(),
  reasoning_effort: text.nullish(),
  response_format: responseFormat.nullish(),
  seed: z.int().nullish(),
  service_tier: text.nullish(),
  stop: z.union([text, z.array(text)]).nullish(),
  /** What the hub keeps of a call is the project's policy. */
  store: z.literal(false).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
    .nullish(),
  temperature: z.number().nullish(),
  tool_choice: toolChoice.nullish(),
  tools: z.array(tool).max(128).nullish(),
  top_p: z.number().nullish(),
  /** Whose arm counts where an experiment runs in the environment. */
  user: text.max(1024).nullish(),
  verbosity: text.nullish(),
});
export type ChatCompletionRequest = z.infer<typeof chatCompletionRequest>;
