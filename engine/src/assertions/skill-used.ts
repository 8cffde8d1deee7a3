import { z } from 'zod';
import { AssertionError, type Assertion } from './assertion';
import { parsedValue, quote } from './assertion-value';
import { fitsGlob } from './glob';
import { listed, stepsOf } from './trajectory';

const text = z.string().trim().min(1);
const optionalText = z
  .string()
  .trim()
  .transform((written) => written || undefined)
  .optional();
const bound = z.int().min(0).optional();
const value = z.union([
  text.transform((name) => [name]),
  z.array(text).min(1),
  z
    .looseObject({ name: optionalText, pattern: optionalText, min: bound, max: bound })
    .refine(({ name, pattern }) => name !== undefined || pattern !== undefined)
    .refine(({ min = 0, max = Infinity }) => min <= max),
]);

/** An agent used these skills; in the form of a map one skill, so many times. */
export const skillUsed: Assertion = {
  type: 'skill-used',
  shape: {
    value: 'any',
    summary:
      'The model used this skill, or all of a list (`not-`: none of them), or `{ name or pattern, min, max }` times: calls of the tool `Skill` with `skill`, or `skill` with `name`.',
  },
  evaluate(spec, observed) {
    const wanted = parsedValue(
      spec,
      value,
      'the name of a skill, a list of names, or a map with "name" or "pattern"',
    );
    const used = stepsOf(observed, spec.type).flatMap((call) => skillCall.safeParse(call).data ?? []);
    const seen = { detail: `it uses ${listed(used, 'no skill')}`, actual: used.join('\n') };
    if (Array.isArray(wanted)) {
      const found = wanted.filter((name) => used.includes(name));
      return {
        holds: found.length === wanted.length,
        holdsNot: found.length === 0,
        expectation: `to use ${listed(wanted)}`,
        expected: wanted.join('\n'),
        ...seen,
      };
    }
    const { name, pattern, max = Infinity, min = max === Infinity ? 1 : 0 } = wanted;
    if (spec.type.startsWith('not-') && (wanted.min !== undefined || ![0, Infinity].includes(max)))
      throw new AssertionError(
        `"${spec.type}" takes no "min", and "max" only as 0: it wants the skill never.`,
      );
    const count = used.filter(
      (skill) =>
        (name === undefined || skill === name) && (pattern === undefined || fitsGlob(skill, pattern)),
    ).length;
    const times = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
    return {
      holds: min <= count && count <= max,
      holdsNot: count === 0,
      expectation: `to use ${quote(pattern ?? name ?? '')} ${times} times`,
      ...seen,
    };
  },
};

/** How agents call a skill: Claude Code's tool, and OpenCode's. */
const skillCall = z.union([
  z
    .object({ name: z.literal('Skill'), arguments: z.object({ skill: text }) })
    .transform((call) => call.arguments.skill),
  z
    .object({ name: z.literal('skill'), arguments: z.object({ name: text }) })
    .transform((call) => call.arguments.name),
]);
