import { parse } from '@prompthub/core';
import { testCoverage } from './test-coverage';
import { testsOfPrompt } from './test-plan';

async function coverage(template: string, tests: string): Promise<string[]> {
  const tree = parse(`---\nmodel: x/nobody-asks-it\nprompthub.tests: ${tests}\n---\n${template}`);
  const partials = { sign: '{{#if formal}}Yours{{else}}Bye{{/if}}' };
  const found = await testCoverage(tree, testsOfPrompt(tree).tests, { partials });
  return found.map(({ reachedBy, partial = '', label }) => `${reachedBy} ${partial}${label}`);
}

test('each branch says how many tests reach it, without asking a model', async () => {
  expect(
    await coverage(
      '{{#if tone}}{{tone}}{{/if}}{{> sign formal=tone}}',
      '[{ vars: { tone: formal } }, { vars: { tone: dry } }]',
    ),
  ).toEqual([
    '2 {{#if tone}}',
    '0 no {{else}} of {{#if tone}}',
    '2 sign{{#if formal}}',
    '0 sign{{else}} of {{#if formal}}',
  ]);
});

test('a test that is written wrongly reaches nothing, one that fails what comes before', async () => {
  expect(
    await coverage(
      '{{#if a}}A{{/if}}{{role r}}{{#if b}}B{{/if}}',
      '[{ vars: [] }, { vars: { a: 1, b: 1, r: boss } }]',
    ),
  ).toEqual(['1 {{#if a}}', '0 no {{else}} of {{#if a}}', '0 {{#if b}}', '0 no {{else}} of {{#if b}}']);
});

test('of a broken prompt every branch is listed, and none is reached', async () => {
  expect(await coverage('{{#if a}}A{{/if}}{{#if b}}', '[{ vars: { a: 1 } }]')).toEqual(
    expect.arrayContaining(['0 {{#if a}}', '0 {{#if b}}']),
  );
});
