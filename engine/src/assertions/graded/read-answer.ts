import type { z } from 'zod';
import { jsonIn, parseJson } from '../json-text';

/** Longer answers are not answers to what was asked. UTF-16 units. */
const MAX_LENGTH = 100_000;

export type ReadAnswer<T> = { readonly value: T } | { readonly problem: string };

/**
 * The JSON that was asked for, whether alone, in a code fence or within prose; when several objects in prose fit and differ, none
 * is taken: one may be a quotation of what was judged.
 */
export function readAnswer<T>(said: string, schema: z.ZodType<T>): ReadAnswer<T> {
  if (said.length > MAX_LENGTH) return { problem: `it has ${said.length} characters` };
  const text = said.replace(/^\s*<think>[\s\S]*?<\/think>/, '').trim();
  if (text === '') return { problem: 'it is empty' };
  const whole = parseJson(unfenced(text));
  const candidates = whole ? [whole.value] : jsonIn(text);
  if (candidates.length === 0) return { problem: 'there is no JSON in it' };
  const results = candidates.map((candidate) => schema.safeParse(candidate));
  const fitting = results.flatMap(({ success, data }) => (success ? [data] : []));
  const [first] = fitting;
  if (first === undefined) return { problem: problemOf(results[0]?.error) };
  if (new Set(fitting.map((value) => JSON.stringify(value))).size > 1)
    return { problem: 'it has several answers that differ' };
  return { value: first };
}

/** What stands in a code fence, when that is all there is. */
function unfenced(text: string): string {
  return text.startsWith('```') && text.endsWith('```')
    ? text.replace(/^```(?:json)?/, '').slice(0, -3)
    : text;
}

function problemOf(error: z.ZodError | undefined): string {
  const [issue] = error?.issues ?? [];
  if (!issue) return 'it is not the JSON that was asked for';
  const at = issue.path.length > 0 ? `"${issue.path.join('.')}": ` : '';
  return `${at}${issue.message.replace(/\.$/, '')}`;
}
