import { testColumns } from './test-columns';

it('gives no columns where there is nothing to choose from', () => {
  expect(testColumns([], [])).toBeUndefined();
});

it.each<[models: string[], variants: string[], labels: string[]]>([
  [['openai/gpt-5', 'echo/echo'], [], ['gpt-5', 'echo']],
  [['openai/gpt-5', 'azure/gpt-5'], [], ['openai/gpt-5', 'azure/gpt-5']],
  [['nobody'], [], ['nobody']],
  [[], ['formal', 'short'], ['no variant', 'formal', 'short']],
  [['a/x', 'b/y'], ['short'], ['x', 'y', 'short · x', 'short · y']],
])('models %j, variants %j: %j', (models, variants, labels) => {
  const columns = testColumns(models, variants) ?? [];
  expect(columns.map(({ label }) => label)).toEqual(labels);
  expect(new Set(columns.map((column) => JSON.stringify([column.model, column.variant]))).size).toBe(
    labels.length,
  );
});
