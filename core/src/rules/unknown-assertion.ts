import type { CheckOptions } from '../options';
import { didYouMean, question, replace } from './fixes';
import type { Finding, Rule } from './rule';
import { testsOfPrompt, type TestsText } from './tests-text';

export const unknownAssertion: Rule = {
  meta: {
    code: 'unknown-assertion',
    severity: 'error',
    summary: 'A test asserts something that PromptHub does not know.',
    docs: 'The test would only fail. Any type can be turned round with `not-` in front.',
    bad: '---\nprompthub.tests:\n  - assert: [{ type: contians, value: Ada }]\n---\nHello {{name}}',
    good: '---\nprompthub.tests:\n  - assert: [{ type: contains, value: Ada }]\n---\nHello {{name}}',
  },
  create: (context) => ({
    file() {
      const tests = testsOfPrompt(context);
      if (tests) for (const finding of unknownAssertions(tests, context.options)) context.report(finding);
    },
  }),
};

/** Assertions of types that are not among the known ones, at their `type`. */
export function unknownAssertions(tests: TestsText, { assertions: known }: CheckOptions): Finding[] {
  if (!known) return [];
  return typesIn(tests.content).flatMap(({ path, type }): Finding[] => {
    const bare = type.replace(/^not-/, '');
    if (known.includes(bare)) return [];
    const range = tests.rangeAt(path, 'value');
    const meant = didYouMean(range, bare, known);
    const fix =
      meant?.edits[0] && replace(range, type.slice(0, -bare.length || undefined) + meant.edits[0].newText);
    return [
      {
        range,
        message: `There is no assertion \`${type}\`.${question(fix)} Known: ${known.join(', ')}.`,
        fixes: [fix],
      },
    ];
  });
}

interface WrittenType {
  readonly path: readonly (string | number)[];
  readonly type: string;
}

/** The types of all assertions, those in sets too; whatever has another shape is passed over. */
function typesIn(content: unknown): WrittenType[] {
  const [list, root] = isMap(content) ? [content['tests'], ['tests']] : [content, []];
  return items(list).flatMap(([index, test]) =>
    isMap(test) ? assertionsIn(test['assert'], [...root, index, 'assert']) : [],
  );
}

function assertionsIn(list: unknown, path: readonly (string | number)[]): WrittenType[] {
  return items(list).flatMap(([index, assertion]) => {
    if (!isMap(assertion)) return [];
    const { type, assert } = assertion;
    const own = typeof type === 'string' && type !== '' ? [{ path: [...path, index, 'type'], type }] : [];
    return [...own, ...assertionsIn(assert, [...path, index, 'assert'])];
  });
}

function items(list: unknown): [number, unknown][] {
  return Array.isArray(list) ? [...list.entries()] : [];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
