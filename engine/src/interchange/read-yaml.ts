import { LineMap, parseYaml } from '@prompthub/core';
import type { z } from 'zod';
import { issueText, nearestIssue } from '../issue-text';
import { InterchangeError, type NamedText } from './interchange-format';

/** The value of a YAML or JSON text that fits a schema. Throws InterchangeError with the file and the place. */
export function readYaml<T>({ path, text }: NamedText, schema: z.ZodType<T>): T {
  const {
    value,
    problems: [problem],
  } = parseYaml(text);
  if (problem) {
    const { line, character } = new LineMap(text).positionAt(problem.range.start);
    throw new InterchangeError(`${path}:${line + 1}:${character + 1}: ${problem.message}`);
  }
  return parseWith(schema, value, path);
}

/** Throws InterchangeError that names the field. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const nearest = issue && nearestIssue(issue);
  const field = nearest?.path.join('.');
  const text = nearest ? issueText(nearest) : 'It is not understood.';
  throw new InterchangeError(`${place}: ${field ? `${field}: ` : ''}${text}`);
}
