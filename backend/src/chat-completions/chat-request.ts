import { chatCompletionRequest, type ChatCompletionRequest } from '@prompthub/protocol';
import type { z } from 'zod';
import { invalidRequest } from './openai-problems';

/** Deeper than every schema and every value that people write. What walks a body by calling itself would end the hub's patience. */
const MAX_DEPTH = 100;

/**
 * Reads the body of a request.
 * @throws ProblemError 400 that names the part that is wrong, in OpenAI's words where it is one that the hub does not know.
 */
export function readChatRequest(body: unknown): ChatCompletionRequest {
  if (isDeeperThan(MAX_DEPTH, body))
    throw invalidRequest(`The request is nested deeper than ${MAX_DEPTH} levels.`);
  const parsed = chatCompletionRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message } = theIssue(parsed.error.issues);
  const param = path.join('.');
  throw invalidRequest(param === '' ? message : `${param}: ${message}`, param === '' ? undefined : param);
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of several that are wrong the first; of a choice the branch that came farthest. */
function theIssue([issue]: readonly z.core.$ZodIssue[], above: readonly PropertyKey[] = []): Issue {
  if (issue === undefined) return { path: above, message: 'Not valid.' };
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [...path, key].join('.').slice(0, 200));
    return {
      path: names.slice(0, 1),
      message: `Unrecognized request argument supplied: ${names.join(', ')}`,
    };
  }
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.map((issues) => theIssue(issues, path));
    const deepest = branches.reduce((best, next) => (next.path.length > best.path.length ? next : best), {
      path,
      message: issue.message,
    });
    if (deepest.path.length > path.length) return deepest;
  }
  return { path, message: issue.message };
}

/** Level by level: a body of a million brackets must not run out of stack here. */
function isDeeperThan(limit: number, body: unknown): boolean {
  let level = objectsIn([body]);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === limit) return true;
    level = level.flatMap((value) => objectsIn(Object.values(value)));
  }
  return false;
}

function objectsIn(values: readonly unknown[]): object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null);
}
