import { costEstimate, type CostEstimate } from '@prompthub/protocol';
import { open } from '../testing/context';
import { estimateTests } from './estimate-tests';

async function estimate(tests: string, model: string, columns?: object[]): Promise<CostEstimate> {
  const { context, uri } = await open(
    `---\nmodel: ${model}\nconfig: { maxOutputTokens: 100 }\nprompthub.tests: ${tests}\n---\nHi {{name}}`,
    { files: { 'people.csv': 'name\nAda\nBo\n' } },
  );
  return costEstimate.parse(
    await estimateTests(context, { prompts: [{ uri }], ...(columns && { columns }) }),
  );
}

test('rows, repetitions and columns count, tests that only render do not', async () => {
  const tests = '[{ dataset: people.csv, repeat: 3 }, { mode: render }, { vars: { name: Eve } }]';
  const own = await estimate(tests, 'openai/gpt-5-mini');
  expect(own).toMatchObject({ questions: 7, models: ['openai/gpt-5-mini'], unpriced: [], judged: 0 });
  expect(own.aboutUsd).toBeGreaterThan(0);
  expect(own.atMostUsd).toBeGreaterThanOrEqual(own.aboutUsd);
  const two = await estimate(tests, 'openai/gpt-5-mini', [
    { label: 'own' },
    { label: 'echo', model: 'echo/echo' },
  ]);
  expect(two).toMatchObject({ ...own, questions: 14, models: ['echo/echo', 'openai/gpt-5-mini'] });
});

test('what has no price is named, and has no bound', async () => {
  const found = await estimate('[{ vars: {} }]', 'nobody/knows-it');
  expect(found).toEqual({
    questions: 1,
    aboutUsd: 0,
    models: ['nobody/knows-it'],
    unpriced: ['nobody/knows-it'],
    judged: 0,
  });
});

test('judges are said to be asked, in sets as well, and stand in the figures', async () => {
  const set =
    '{ type: assert-set, assert: [{ type: not-llm-rubric, value: kind, provider: openai/gpt-5-mini }] }';
  const found = await estimate(
    `[{ assert: [${set}] }, { assert: [{ type: contains, value: x }] }]`,
    'echo/echo',
  );
  expect(found).toMatchObject({ questions: 2, models: ['echo/echo', 'openai/gpt-5-mini'], judged: 1 });
  expect(found.atMostUsd).toBeGreaterThan(found.aboutUsd);
});

test('a broken prompt asks nobody', async () => {
  const { context, uri } = await open(
    '---\nmodel: openai/gpt-5-mini\nprompthub.tests: [{ vars: {} }]\n---\n{{#if}}',
  );
  expect(await estimateTests(context, { prompts: [{ uri }] })).toMatchObject({ questions: 0, models: [] });
});
