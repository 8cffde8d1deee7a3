import { z } from 'zod';
import { jsonIn, parseJson } from './json-text';

/** A call of a tool, however its provider writes it. */
export interface FoundCall {
  readonly name: string;
  /** Undefined when there are none, or what the model wrote is not JSON. */
  readonly arguments: unknown;
}

const named = z.object({ name: z.string() });
/** How providers write one call: OpenAI (chat, responses), Anthropic, Google. */
const typedCall = named
  .extend({
    type: z.enum(['tool_use', 'function_call']),
    input: z.unknown().optional(),
    arguments: z.unknown().optional(),
  })
  .transform(({ name, input, arguments: written }) => ({ name, arguments: input ?? read(written) }));
const functionCall = z
  .object({ functionCall: named.extend({ args: z.unknown().optional() }) })
  .transform(({ functionCall: { name, args } }) => ({ name, arguments: read(args) }));
const plainCall = named
  .extend({ arguments: z.unknown().optional() })
  .transform((call) => ({ name: call.name, arguments: read(call.arguments) }));
const nestedCall = z.object({ function: plainCall }).transform((call) => call.function);
const listedCall = z.union([typedCall, functionCall, nestedCall, plainCall]);

/** A list inside of an answer: OpenAI's chat, Google's live sessions. */
const answerWithCalls = z.union([
  z.object({ tool_calls: z.array(z.unknown()) }).transform((answer) => answer.tool_calls),
  z
    .object({ toolCall: z.object({ functionCalls: z.array(z.unknown()) }) })
    .transform(({ toolCall }) => toolCall.functionCalls),
]);

/** The calls of tools in an answer: an answer's data, a list of calls, or a text with JSON of them. */
export function toolCallsIn(answer: unknown): FoundCall[] {
  if (typeof answer !== 'string') return callsInData(answer);
  const json = parseJson(answer);
  return (json ? [json.value] : jsonIn(answer)).flatMap(callsInData);
}

/** As `toolCallsIn`; data may also be one call by itself, as OpenAI's older answers had it. */
export function callsOrOneIn(answer: unknown): FoundCall[] {
  const found = toolCallsIn(answer);
  if (found.length > 0 || Array.isArray(answer)) return found;
  const one = listedCall.safeParse(read(answer)).data;
  return one ? [one] : [];
}

/** Their names, each once. */
export function toolNamesIn(answer: unknown): Set<string> {
  return new Set(toolCallsIn(answer).map(({ name }) => name));
}

function callsInData(data: unknown): FoundCall[] {
  const list = Array.isArray(data) ? data : answerWithCalls.safeParse(data).data;
  const found = list
    ? list.map((item) => listedCall.safeParse(item).data)
    : [z.union([typedCall, functionCall]).safeParse(data).data];
  return found.filter((call) => call !== undefined);
}

function read(written: unknown): unknown {
  return typeof written === 'string' ? parseJson(written)?.value : written;
}
