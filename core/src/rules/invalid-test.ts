import type { CheckOptions } from '../options';
import type { Finding, Rule } from './rule';
import { testsOfPrompt, type TestsText } from './tests-text';

export const invalidTest: Rule = {
  meta: {
    code: 'invalid-test',
    severity: 'error',
    summary: 'A test is written wrongly.',
    docs:
      'A test that cannot be read is an error: it would only fail. A key that is not supported here, and so has no ' +
      'effect, is a warning.',
    bad: '---\nprompthub.tests:\n  - mode: sometimes\n---\nHello {{name}}',
    good: '---\nprompthub.tests:\n  - mode: render\n    vars: { name: Ada }\n    assert: [{ type: contains, value: Ada }]\n---\nHello {{name}}',
  },
  create: (context) => ({
    file() {
      const tests = testsOfPrompt(context);
      if (tests) for (const finding of invalidTests(tests, context.options)) context.report(finding);
    },
  }),
};

/** What the reader of tests says, at its place. */
export function invalidTests(tests: TestsText, { testProblems }: CheckOptions): Finding[] {
  const problems = testProblems?.(tests.content, tests.place) ?? [];
  return problems.map(({ path, message, severity }) => ({ range: tests.rangeAt(path), message, severity }));
}
