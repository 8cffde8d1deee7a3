import { withPlainCommands } from './plain-lenses';

const lens = (...args: unknown[]) => ({
  command: { title: 'Run', command: 'prompthub.run', arguments: args },
});

test('a lens about its own file needs no argument', () => {
  const [run] = withPlainCommands([lens('file:///a.prompt')], 'file:///a.prompt');
  expect(run?.command.arguments).toBeUndefined();
});

test('a lens about another file, or about one test, keeps its arguments', () => {
  const lenses = [lens('file:///b.prompt'), lens('file:///a.prompt', ['file:///a.prompt#0']), lens()];
  expect(withPlainCommands(structuredClone(lenses), 'file:///a.prompt')).toEqual(lenses);
});
