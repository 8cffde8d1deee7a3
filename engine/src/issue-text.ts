import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** What is wrong with a value, said to whoever wrote it: `"threshold" must be a number.` */
export function issueText(issue: z.core.$ZodIssue): string {
  const name = issue.path.at(-1);
  const subject = typeof name === 'string' ? `"${name}"` : 'This';
  if (issue.code === 'invalid_type') {
    if (issue.message.endsWith('received undefined')) return `${subject} is missing.`;
    return `${subject} must be ${KINDS[issue.expected] ?? issue.expected}.`;
  }
  if (issue.code === 'invalid_value')
    return `${subject} must be one of ${issue.values.map(String).join(', ')}.`;
  return typeof name === 'string' ? `${subject}: ${issue.message}.` : `${issue.message}.`;
}

/** Where a value may be one of several, what is wrong with the one that it comes nearest to: the one that fits deepest. */
export function nearestIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap(([first]) => (first ? [nearestIssue(first)] : []));
  const [nearest] = inner.sort((left, right) => right.path.length - left.path.length);
  return nearest && nearest.path.length > 0 ? { ...nearest, path: [...issue.path, ...nearest.path] } : issue;
}
