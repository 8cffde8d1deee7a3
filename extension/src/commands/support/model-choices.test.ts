import { modelItems, typedItems, type ModelFacts } from './model-choices';

const facts = (more: Partial<ModelFacts> = {}): ModelFacts => ({
  own: 'openai/a',
  models: ['openai/a', 'openai/b', 'anthropic/c', 'echo/echo'],
  ...{ recent: [], keyed: [], editor: [], hub: undefined, last: [] },
  ...more,
});
const labels = (more: Partial<ModelFacts>) => modelItems(facts(more)).map(({ label }) => label);

test('the own model stands first, and each model once', () => {
  expect(labels({})).toEqual(['openai/a', 'echo/echo']);
  expect(labels({ recent: ['x/y', 'openai/a'], keyed: ['openai'] })).toEqual([
    'openai/a',
    'x/y',
    'echo/echo',
    'openai/b',
  ]);
});

test('without a model of its own, with models of the editor and of the last time', () =>
  expect(
    labels({
      ...{ own: undefined, editor: [{ model: 'vscode/gpt', name: 'GPT' }] },
      last: [{ model: 'ollama/z' }, { model: 'hubbed/z', hub: true }],
    }),
  ).toEqual(['ollama/z', 'vscode/gpt', 'echo/echo']));

test('a linked prompt can be run by the hub as well, with the models of the last time and the recent ones', () => {
  const items = modelItems(
    facts({ hub: 'hub.test', recent: ['x/y'], last: [{ hub: true }, { model: 'm/n', hub: true }] }),
  );
  expect(items.slice(-4)).toEqual([
    { label: 'With the hub’s keys' },
    {
      label: '$(cloud) The prompt’s own model',
      description: 'on hub.test, as published',
      choice: { hub: true },
    },
    { label: '$(cloud) m/n', description: 'on hub.test, as published', choice: { model: 'm/n', hub: true } },
    { label: '$(cloud) x/y', description: 'on hub.test, as published', choice: { model: 'x/y', hub: true } },
  ]);
});

test.each([
  ['openai/new', ['openai/new']],
  [' a/b/c ', ['a/b/c']],
  ['openai', []],
  ['/x', []],
  ['a b/c', []],
])('%p typed offers %p', (typed, expected) => {
  expect(typedItems(typed, { hub: undefined }).map(({ label }) => label)).toEqual(expected);
  expect(typedItems(typed, { hub: 'h' })).toHaveLength(expected.length * 2);
});
