import type { z } from 'zod';
import { issueText, nearestIssue } from '../issue-text';
import type { YamlPath } from '../runner/test-plan-shape';
import type { SuiteProblems } from './suite-problems';

/** One part of a configuration, and where its problems go. */
export interface Section {
  readonly path: YamlPath;
  readonly problems: SuiteProblems;
}

/** The value when it fits; else undefined, and every reason is reported, unknown keys by name. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, { path, problems }: Section): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues.map(nearestIssue)) {
    const place = [...path, ...issue.path.filter((key) => typeof key !== 'symbol')];
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) problems.add([...place, key], `“${key}” is not supported here.`);
    else problems.add(place, issueText(issue));
  }
  return undefined;
}

/** Of something inside. */
export function inside({ path, problems }: Section, ...keys: YamlPath): Section {
  return { path: [...path, ...keys], problems };
}
