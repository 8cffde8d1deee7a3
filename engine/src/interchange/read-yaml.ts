import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { issueText, nearestIssue } from '../issue-text';
import { InterchangeError, type NamedText } from './interchange-format';

/** The value of a YAML or JSON text that fits a schema. Throws InterchangeError with the file and the place. */
export function readYaml<T>({ path, text }: NamedText, schema: z.ZodType<T>): T {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const [problem] = document.errors;
  if (problem) {
    const { line, col } = counter.linePos(problem.pos[0]);
    throw new InterchangeError(`${path}:${line}:${col}: ${problem.message}`);
  }
  return parseWith(schema, toValue(document, path), path);
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

/** Aliases may be followed a hundred times: more is a bomb, and the library refuses it. */
function toValue(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new InterchangeError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
