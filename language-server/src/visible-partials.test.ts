import { visiblePartials } from './visible-partials';

const root = 'file:///w';
const files = ['_a.prompt', 'x/_a.prompt', 'x/y/_b.prompt', 'z/_a.prompt', 'z/_c.prompt'].map(
  (path) => `${root}/${path}`,
);
const seen = (folder: string) =>
  Object.fromEntries(
    [...visiblePartials(files, folder, root)].map(([name, uri]) => [name, uri.slice(root.length + 1)]),
  );

test('the nearest partial of a name wins: own folder, then the folders above', () => {
  expect(seen(`${root}/x/y`)).toMatchObject({ a: 'x/_a.prompt', b: 'x/y/_b.prompt', c: 'z/_c.prompt' });
  expect(seen(root)).toMatchObject({ a: '_a.prompt' });
});

test('each one also has its path as a name', () => {
  expect(seen(root)).toMatchObject({ 'x/a': 'x/_a.prompt', 'x/y/b': 'x/y/_b.prompt', 'z/a': 'z/_a.prompt' });
});
