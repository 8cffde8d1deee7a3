import type { RenderedPrompt } from '@prompthub/core';
import { parseJson } from '../assertions/json-text';
import { AssertionError } from '../assertions/assertion';
import { schemaCheckOf } from '../assertions/json-schema-check';
import type { ModelAnswer } from '../providers/provider';

/** Why an answer that came whole may still not be what the prompt asked for. */
export interface AnswerProblem {
  readonly code: 'empty' | 'cut-off' | 'withheld' | 'not-json' | 'not-of-schema';
  readonly message: string;
}

/** What is wrong with an answer, the first thing first; undefined when nothing is. It was paid for nevertheless. */
export function answerProblem(
  { text, toolCalls, finishReason }: Pick<ModelAnswer, 'text' | 'toolCalls' | 'finishReason'>,
  output: RenderedPrompt['output'],
): AnswerProblem | undefined {
  if (finishReason === 'content-filter')
    return problem('withheld', 'The provider withheld the answer or a part of it under its content policy.');
  if (finishReason === 'length')
    return problem('cut-off', 'The answer was cut off at its limit of tokens. Raise config.maxOutputTokens.');
  if (toolCalls.length > 0) return undefined;
  if (text.trim() === '') return problem('empty', 'The model answered without a word.');
  return output?.format === 'json' || output?.schema !== undefined
    ? jsonProblem(text, output.schema)
    : undefined;
}

function jsonProblem(text: string, schema: unknown): AnswerProblem | undefined {
  const json = parseJson(text);
  if (!json) return problem('not-json', 'The prompt asks for JSON, and the answer is none.');
  const violation = violationOf(schema, json.value);
  if (violation === undefined) return undefined;
  return problem(
    'not-of-schema',
    `The answer does not fit the prompt's output schema: ${violation.replace(/\.$/, '')}.`,
  );
}

/** The hub asks while other calls wait. Milliseconds. */
const LIMIT_MS = 100;

/** In words; a schema that cannot be used, or takes too long, is no fault of the answer, and checks find it in the prompt. */
function violationOf(schema: unknown, value: unknown): string | undefined {
  try {
    return schemaCheckOf({ type: 'output', value: schema }, LIMIT_MS)?.(value);
  } catch (error) {
    if (error instanceof AssertionError) return undefined;
    throw error;
  }
}

const problem = (code: AnswerProblem['code'], message: string): AnswerProblem => ({ code, message });
