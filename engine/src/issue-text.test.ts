import { z } from 'zod';
import { issueText, nearestIssue } from './issue-text';

const schema = z.object({
  type: z.string(),
  threshold: z.number().optional(),
  mode: z.enum(['run', 'render']).optional(),
  repeat: z.number().max(9).optional(),
});

const issueOf = (target: z.ZodType, value: unknown): string => {
  const [issue] = target.safeParse(value).error?.issues ?? [];
  if (!issue) throw new Error('it fits');
  const { path } = nearestIssue(issue);
  return `${path.join('.')} ${issueText(nearestIssue(issue))}`.trim();
};

test.each([
  [{}, 'type "type" is missing.'],
  [{ type: 'cost', threshold: 'abc' }, 'threshold "threshold" must be a number.'],
  [{ type: 1 }, 'type "type" must be a text.'],
  [{ type: 'cost', mode: 'dry' }, 'mode "mode" must be one of run, render.'],
  ['foo', 'This must be a map.'],
])('%j: %s', (value, text) => {
  expect(issueOf(schema, value)).toBe(text);
});

test('what the library says of other faults stays', () => {
  expect(issueOf(schema, { type: 'cost', repeat: 10 })).toMatch(/^repeat "repeat": Too big/);
});

test('of several kinds of value, the one that fits deepest counts', () => {
  const file = z.union([z.array(schema), z.object({ data: z.array(schema) }), schema]);
  expect(issueOf(file, { data: [{ type: 'a' }, {}] })).toBe('data.1.type "type" is missing.');
  expect(issueOf(z.union([z.string(), z.number()]), true)).toBe('Invalid input.');
});
