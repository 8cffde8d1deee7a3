import { z } from 'zod';
import { jsonIn, parseJson } from './json-text';

const named = z.object({ name: z.string() });
/** How providers write one call: OpenAI (chat, responses), Anthropic, Google. */
const typedCall = named.extend({ type: z.enum(['tool_use', 'function_call']) }).transform(({ name }) => name);
const functionCall = z.object({ functionCall: named }).transform(({ functionCall: { name } }) => name);
const nestedCall = z.object({ function: named }).transform((call) => call.function.name);
const plainCall = named.transform(({ name }) => name);
const listedCall = z.union([typedCall, functionCall, nestedCall, plainCall]);

/** A list inside of an answer: OpenAI's chat, Google's live sessions. */
const answerWithCalls = z.union([
  z.object({ tool_calls: z.array(z.unknown()) }).transform((answer) => answer.tool_calls),
  z
    .object({ toolCall: z.object({ functionCalls: z.array(z.unknown()) }) })
    .transform(({ toolCall }) => toolCall.functionCalls),
]);

/** The names of the tools that an answer calls: an answer's data, a list of calls, or a text with JSON of them. */
export function toolNamesIn(answer: unknown): Set<string> {
  if (typeof answer === 'string') {
    const json = parseJson(answer);
    return new Set((json ? [json.value] : jsonIn(answer)).flatMap((value) => [...toolNamesInData(value)]));
  }
  return toolNamesInData(answer);
}

function toolNamesInData(data: unknown): Set<string> {
  const list = Array.isArray(data) ? data : answerWithCalls.safeParse(data).data;
  const found = list
    ? list.map((item) => listedCall.safeParse(item).data)
    : [z.union([typedCall, functionCall]).safeParse(data).data];
  return new Set(found.filter((name) => name !== undefined));
}
