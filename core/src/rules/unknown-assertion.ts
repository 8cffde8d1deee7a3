import { didYouMean, question, replace } from './fixes';
import type { Finding } from './rule';
import { testsRule } from './tests-rule';
import { writtenAssertions } from './written-tests';

/** Assertions of types that are not among the known ones, at their `type`. */
export const unknownAssertion = testsRule(
  {
    code: 'unknown-assertion',
    severity: 'error',
    summary: 'A test asserts something that PromptHub does not know.',
    docs: 'The test would only fail. Any type can be turned round with `not-` in front.',
    bad: '---\nprompthub.tests:\n  - assert: [{ type: contians, value: Ada }]\n---\nHello {{name}}',
    good: '---\nprompthub.tests:\n  - assert: [{ type: contains, value: Ada }]\n---\nHello {{name}}',
    needs: ['assertions'],
  },
  (tests, { options: { assertions: known } }) => {
    if (!known) return [];
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
