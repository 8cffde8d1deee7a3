import type { TestOutcome } from '@prompthub/protocol';
import { open } from '../testing/context';
import { testsOf } from '../tests/test-source';
import { runTests } from './run-tests';

/** Each assertion that did not hold: the text at its place, with what was expected and what came. */
async function failed(tests: string): Promise<unknown[]> {
  const { context, document } = await open(
    `---\nmodel: echo/echo\nprompthub.tests:\n${tests}\n---\nHi {{name}}`,
  );
  const outcomes: TestOutcome[] = [];
  await runTests(context, {
    prompt: document,
    tests: await testsOf(context, document),
    signal: new AbortController().signal,
    started: () => undefined,
    ended: (outcome) => outcomes.push(outcome),
  });
  const lines = document.text.split('\n');
  return outcomes
    .flatMap(({ assertions }) => assertions)
    .filter(({ pass }) => !pass)
    .map(({ type, range: { start, end }, expected, actual }) => [
      lines[start.line]?.slice(start.character, start.line === end.line ? end.character : undefined),
      ...[type, expected, actual],
    ]);
}

test('of a set those that failed are told, at their own places', async () => {
  expect(
    await failed(
      '  - assert:\n    - type: assert-set\n      assert:\n        - { type: contains, value: Hi }\n        - { type: equals, value: Hello }\n        - { type: starts-with, value: Yo }',
    ),
  ).toEqual([
    ['{ type: equals, value: Hello }', 'equals', 'Hello', 'Hi '],
    ['{ type: starts-with, value: Yo }', 'starts-with', 'Yo', 'Hi '],
  ]);
});

test('a set that its threshold lets pass tells nothing of what failed in it', async () => {
  const set =
    '{ type: assert-set, threshold: 0.5, assert: [{ type: contains, value: Hi }, { type: equals, value: x }] }';
  expect(await failed(`  - assert:\n    - ${set}`)).toEqual([]);
});

test('with repetitions the run that failed is told', async () => {
  expect(
    await failed('  - { repeat: 3, assert: [{ type: equals, value: Hi Ada }], vars: { name: Bo } }'),
  ).toEqual([['{ type: equals, value: Hi Ada }', 'equals', 'Hi Ada', 'Hi Bo']]);
});

test('what a judge could not say stands at its assertion', async () => {
  expect(await failed('  - assert:\n    - { type: llm-rubric, value: kind }')).toEqual([
    ['{ type: llm-rubric, value: kind }', 'llm-rubric', undefined, undefined],
  ]);
});
