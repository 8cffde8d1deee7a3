import { z } from 'zod';
import { deepCompareStrict } from '@cfworker/json-schema';
import type { WrittenAssertion, WrittenTest } from '../runner/test-schema';
import type { Reporter } from './reporter';

/** Deterministic evaluators compare strings; `llm` and `uses` ask models. */
export const evaluatorSchema = z.looseObject({
  name: z.string().optional(),
  string: z.record(z.string(), z.unknown()).optional(),
});
type Evaluator = z.infer<typeof evaluatorSchema>;

type Row = Readonly<Record<string, unknown>>;

interface Written {
  readonly testData?: readonly Row[] | undefined;
  readonly evaluators?: readonly Evaluator[] | undefined;
}

const EXPECTED = /\{\{\s*expected\s*\}\}/g;

/**
 * Rows and evaluators, which GitHub keeps apart, as tests. A row's `expected` stands in the assertions that use it
 * and in the test's notes.
 */
export function testsFromData(
  { testData = [], evaluators = [] }: Written,
  report: Reporter,
): { tests: WrittenTest[]; rest: { evaluators?: Evaluator[] } } {
  const known = testData.length === 0 ? [] : evaluators.filter((evaluator) => toAssertion(evaluator));
  const rest = evaluators.filter((evaluator) => !known.includes(evaluator));
  const tests = testData.map((row): WrittenTest => {
    const { expected, ...vars } = row;
    const assertions = known.flatMap((evaluator) => toAssertion(evaluator) ?? []);
    if (expected === undefined) return { vars, assert: assertions };
    const text = typeof expected === 'string' ? expected : JSON.stringify(expected);
    return { vars, assert: assertions.map((one) => fillExpected(one, text)), metadata: { expected } };
  });
  if (known.some(({ string: { endsWith } = {} }) => endsWith !== undefined))
    report.changed('evaluators', '“endsWith” became a regular expression.');
  return { tests, rest: rest.length > 0 ? { evaluators: rest } : {} };
}

/** The way back: what every test asserts is an evaluator; other assertions have no place and are reported. */
export function dataFromTests(
  tests: readonly WrittenTest[],
  kept: unknown,
  report: Reporter,
): { testData?: Row[]; evaluators?: unknown[] } {
  const run = tests.filter(({ mode }, index) => {
    if (mode === 'render') report.dropped(`tests[${index}]`, 'GitHub Models has no tests of rendering.');
    return mode !== 'render';
  });
  const general = run.map(({ assert, metadata }) =>
    (assert ?? []).map((one) => unfill(one, metadata?.expected)),
  );
  const shared = (general[0] ?? []).filter((one) =>
    general.every((list) => list.some((other) => deepCompareStrict(one, other))),
  );
  const evaluators = shared.flatMap((one) => toEvaluator(one) ?? []);
  for (const [index, list] of general.entries())
    for (const one of list)
      if (!toEvaluator(one) || !shared.some((other) => deepCompareStrict(one, other)))
        report.dropped(
          `tests[${index}].assert`,
          `An evaluator holds for all rows: “${one.type}” of one test does not fit.`,
        );
  const testData = run.map(({ vars, metadata }) => ({
    ...vars,
    ...(metadata?.expected !== undefined && { expected: metadata.expected }),
  }));
  const all = [...evaluators, ...(Array.isArray(kept) ? (kept as unknown[]) : [])];
  return { ...(testData.length > 0 && { testData }), ...(all.length > 0 && { evaluators: all }) };
}

const TYPES: Readonly<Record<string, string>> = {
  contains: 'contains',
  startsWith: 'starts-with',
  equals: 'equals',
};

function toAssertion({ name, string, ...others }: Evaluator): WrittenAssertion | undefined {
  const [entry, ...more] = Object.entries(string ?? {});
  if (!entry || more.length > 0 || Object.keys(others).length > 0) return undefined;
  const [key, value] = entry;
  if (typeof value !== 'string') return undefined;
  const metric = name === undefined ? {} : { metric: name };
  if (key === 'endsWith') return { type: 'regex', value: `${escaped(value)}$`, ...metric };
  const type = Object.hasOwn(TYPES, key) ? TYPES[key] : undefined;
  return type === undefined ? undefined : { type, value, ...metric };
}

function toEvaluator({ type, value, metric, ...others }: WrittenAssertion): Evaluator | undefined {
  if (typeof value !== 'string' || Object.values(others).some((item) => item !== undefined)) return undefined;
  const name = metric ?? `${type} ${value}`.slice(0, 60);
  const key = Object.keys(TYPES).find((known) => TYPES[known] === type);
  if (key !== undefined) return { name, string: { [key]: value } };
  const ending = type === 'regex' && value.endsWith('$') ? unescaped(value.slice(0, -1)) : undefined;
  return ending === undefined ? undefined : { name, string: { endsWith: ending } };
}

function fillExpected(one: WrittenAssertion, expected: string): WrittenAssertion {
  if (typeof one.value !== 'string') return one;
  const text = one.type === 'regex' ? escaped(expected) : expected;
  const pattern = one.type === 'regex' ? /\\\{\\\{\s*expected\s*\\\}\\\}/g : EXPECTED;
  return { ...one, value: one.value.replace(pattern, () => text) };
}

function unfill(one: WrittenAssertion, expected: unknown): WrittenAssertion {
  if (typeof one.value !== 'string' || expected === undefined) return one;
  const text = typeof expected === 'string' ? expected : JSON.stringify(expected);
  if (text === '') return one;
  const isPattern = one.type === 'regex';
  const [written, placeholder] = isPattern
    ? [escaped(text), escaped('{{expected}}')]
    : [text, '{{expected}}'];
  return { ...one, value: one.value.replaceAll(written, () => placeholder) };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** The text that a pattern without any freedom stands for; undefined for every other pattern. */
function unescaped(pattern: string): string | undefined {
  const text = pattern.replace(/\\(.)/gs, '$1');
  return escaped(text) === pattern ? text : undefined;
}
