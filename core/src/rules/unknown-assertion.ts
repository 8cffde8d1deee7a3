import { didYouMean, question, replace } from './fixes';
import type { Finding } from './rule';
import { testsRule } from './tests-rule';
import { isMap, writtenAssertions } from './written-tests';

/** Assertions of types that are not among the known ones, at their `type`. */
export const unknownAssertion = testsRule(
  {
    code: 'unknown-assertion',
    severity: 'error',
    summary: 'A test asserts something that PromptHub does not know.',
    docs:
      'The test would only fail. Any type can be turned round with `not-` in front. A file of tests with `plugins: [metrics.ts]` has the ' +
      'types that those files export as functions, and is not looked through for others.',
    bad: '---\nprompthub.tests:\n  - assert: [{ type: contians, value: Ada }]\n---\nHello {{name}}',
    good: '---\nprompthub.tests:\n  - assert: [{ type: contains, value: Ada }]\n---\nHello {{name}}',
    needs: ['assertions'],
  },
  (tests, { options: { assertions: known } }) => {
    // What else there is stands in files that a run reads, and a check does not.
    if (!known || (isMap(tests.content) && tests.content['plugins'] !== undefined)) return [];
    return writtenAssertions(tests.content).flatMap(({ path, assertion: { type } }): Finding[] => {
      if (typeof type !== 'string' || type === '') return [];
      const bare = type.replace(/^not-/, '');
      if (known.includes(bare)) return [];
      const range = tests.rangeAt([...path, 'type'], 'value');
      const meant = didYouMean(range, bare, known);
      const fix =
        meant?.edits[0] && replace(range, type.slice(0, -bare.length || undefined) + meant.edits[0].newText);
      const message = `There is no assertion \`${type}\`.${question(fix)} Known: ${known.join(', ')}.`;
      return [{ range, message, fixes: [fix] }];
    });
  },
);
