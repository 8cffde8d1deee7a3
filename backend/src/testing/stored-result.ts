import { type KeptTestResult, reportedTest, type ReportedTest } from '@prompthub/protocol';
import { z } from 'zod';

/** What is said of a test to everybody who may read the project. */
const storedResult = reportedTest.extend({ executions: z.array(z.uuid()).optional() });
export type StoredResult = z.infer<typeof storedResult>;

/** What was asked and answered: kept as the project's execution policy says. */
const storedContents = z.object({
  vars: z.record(z.string(), z.unknown()),
  output: z.string(),
  verdicts: z.array(
    z.object({ reason: z.string(), expected: z.string().optional(), actual: z.string().optional() }),
  ),
  error: z.string().optional(),
});

/** What everybody reads of an error that came up when the answer was judged. */
const NOT_JUDGED =
  'It could not be judged. Why is kept as the execution policy says, and shown to those who may run prompts: it may quote the answer.';

/** Characters of an output, of a text of a verdict, and of all values of a test as JSON. */
const MOST_OUTPUT = 100_000;
const MOST_WORDS = 10_000;
const MOST_VARS = 100_000;

/** A result in its two parts, as JSON. What is longer than a hub keeps is cut, and says so. */
export function partsOf(test: ReportedTest & { executions?: readonly string[] }): {
  result: string;
  contents: string;
} {
  const { vars: given, output, verdicts, error, ...rest } = test;
  const words = error === undefined ? undefined : cut(error, MOST_WORDS);
  // Before there was an answer, it can quote none.
  const isOfJudging = words !== undefined && verdicts.length > 0;
  const contents: z.infer<typeof storedContents> = {
    vars: keptVars(given),
    output: cut(output, MOST_OUTPUT),
    verdicts: verdicts.map(({ reason, expected, actual }) => ({
      reason: cut(reason, MOST_WORDS),
      ...(expected !== undefined && { expected: cut(expected, MOST_WORDS) }),
      ...(actual !== undefined && { actual: cut(actual, MOST_WORDS) }),
    })),
    ...(isOfJudging && { error: words }),
  };
  const result: ReportedTest = {
    ...rest,
    vars: {},
    output: '',
    verdicts: verdicts.map(({ expected: _expected, actual: _actual, ...verdict }) => ({
      ...verdict,
      reason: '',
    })),
    ...(words !== undefined && { error: isOfJudging ? NOT_JUDGED : words }),
  };
  return { result: JSON.stringify(result), contents: JSON.stringify(contents) };
}

/** The two parts together again. */
export function resultOf(prompt: string, result: string, contents: string | undefined): KeptTestResult {
  const stored = storedResult.parse(JSON.parse(result));
  if (contents === undefined) return { ...stored, prompt, contents: 'not-kept' };
  const { vars, output, verdicts, error } = storedContents.parse(JSON.parse(contents));
  return {
    ...stored,
    ...{ prompt, vars, output, contents: 'kept' },
    ...(error !== undefined && { error }),
    verdicts: stored.verdicts.map((verdict, index) => ({ ...verdict, ...verdicts[index] })),
  };
}

/** Values come from outside, and may be nested deeper than anybody can write down. */
function keptVars(vars: Record<string, unknown>): Record<string, unknown> {
  const length = jsonLength(vars);
  return length <= MOST_VARS ? vars : { '…': `larger than ${MOST_VARS} characters, and not kept` };
}

function jsonLength(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Infinity;
  }
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}… (${text.length - most} more characters were not kept)`;
}
