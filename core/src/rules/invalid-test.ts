import type { TestProblem } from '../options';
import { didYouMean, question } from './fixes';
import type { Finding } from './rule';
import { testsRule } from './tests-rule';
import type { TestsText } from './tests-text';

export const invalidTest = testsRule(
  {
    code: 'invalid-test',
    severity: 'error',
    summary: 'A test is written wrongly.',
    docs:
      'A test that cannot be read is an error: it would only fail. A key that is not supported here, and so has no ' +
      'effect, is a warning.',
    bad: '---\nprompthub.tests:\n  - mode: sometimes\n---\nHello {{name}}',
    good: '---\nprompthub.tests:\n  - mode: render\n    vars: { name: Ada }\n    assert: [{ type: contains, value: Ada }]\n---\nHello {{name}}',
    needs: ['testProblems'],
  },
  (tests, { options: { testProblems } }) =>
    (testProblems?.(tests.content, tests.place) ?? []).map((problem) => findingFor(problem, tests)),
);

function findingFor({ path, message, severity, known = [] }: TestProblem, tests: TestsText): Finding {
  const range = tests.rangeAt(path);
  const meant = didYouMean(range, String(path.at(-1)), known);
  return { range, message: message + question(meant), severity, fixes: [meant] };
}
