import { deepCompareStrict } from '@cfworker/json-schema';
import { z } from 'zod';
import { AssertionError, type Assertion } from './assertion';
import { parsedValue, quote } from './assertion-value';
import { fitsGlob } from './glob';
import { fits, listed, onlyTools, stepsOf, toolMatcher } from './trajectory';

const args = z
  .looseObject({
    mode: z.enum(['partial', 'exact']).default('partial'),
    defaults: z.record(z.string(), z.unknown()).default({}),
    ignore: z
      .union([
        z
          .string()
          .min(1)
          .transform((one) => [one]),
        z.array(z.string().min(1)),
      ])
      .default([]),
  })
  .refine((value) => 'args' in value || 'arguments' in value);
type ArgsValue = z.infer<typeof args>;

/** The model called a tool with these arguments, once at least: these among others, or exactly these. */
export const trajectoryToolArgsMatch: Assertion = {
  type: 'trajectory:tool-args-match',
  shape: {
    value: 'map',
    needsValue: true,
    summary:
      'A call of the tool `name` has the arguments `args`, among others unless `mode` is `exact`; `ignore` and `defaults` leave some out.',
  },
  evaluate(spec, observed) {
    const wanted = parsedValue(spec, args, 'a map with "name" and "args"');
    const matcher = parsedValue(spec, toolMatcher, 'a map with "name" and "args"');
    onlyTools([matcher], spec.type);
    const expected = 'args' in wanted ? wanted['args'] : wanted['arguments'];
    if (expected === undefined)
      throw new AssertionError(`The assertion "${spec.type}" needs "args" in its value.`);
    const calls = stepsOf(observed, spec.type).filter((call) => fits(call, matcher));
    const given = calls.map((call) => call.arguments).filter((each) => each !== undefined);
    return {
      holds: given.some((actual) => agrees(actual, expected, wanted)),
      expectation: `to call ${quote(matcher.pattern)} with ${quote(JSON.stringify(expected))}`,
      detail:
        calls.length === 0
          ? `it calls ${listed(stepsOf(observed, spec.type).map(({ name }) => name))}`
          : `it is called with ${given.map((each) => quote(JSON.stringify(each))).join(' and ') || 'no arguments'}`,
      expected: JSON.stringify(expected, null, 2),
      actual: given.map((each) => JSON.stringify(each, null, 2)).join('\n'),
    };
  },
};

function agrees(actual: unknown, expected: unknown, { mode, ignore, defaults }: ArgsValue): boolean {
  const found = without(
    without(actual, (name) => ignored(name, ignore)),
    (name, value) => Object.hasOwn(defaults, name) && deepCompareStrict(value, defaults[name]),
  );
  const wanted = without(expected, (name) => ignored(name, ignore));
  return mode === 'exact' ? deepCompareStrict(found, wanted) : isPartOf(wanted, found);
}

function ignored(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => pattern === name || (/[*?]/.test(pattern) && fitsGlob(name, pattern)));
}

function without(value: unknown, drop: (name: string, value: unknown) => boolean): unknown {
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, inner]) => !drop(name, inner)));
}

/** Maps may have more members, lists may not. */
function isPartOf(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item: unknown, index) => isPartOf(item, actual[index]))
    );
  if (!isMap(expected)) return deepCompareStrict(actual, expected);
  return (
    isMap(actual) &&
    Object.entries(expected).every(
      ([name, value]) => Object.hasOwn(actual, name) && isPartOf(value, actual[name]),
    )
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
