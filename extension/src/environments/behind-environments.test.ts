import { behindEnvironments } from './behind-environments';

const pointer = (behind?: number) => ({
  ...{ commit: 'a'.repeat(40), why: 'Tested', at: '2026-06-15T10:00:00Z' },
  by: { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'Ann' },
  ...(behind === undefined ? {} : { behind }),
});
const environment = (name: string, project?: number, own?: number) => ({
  ...{ name, protected: false },
  ...(project === undefined ? {} : { project: pointer(project) }),
  prompts: own === undefined ? [] : [{ ...pointer(own), path: 'a.prompt' }],
});
const titles = (...environments: ReturnType<typeof environment>[]) =>
  behindEnvironments(environments, 'a.prompt').map(({ title }) => title);

test('only where something older runs, in order', () => {
  expect(
    titles(environment('development', 0), environment('staging', 1), environment('production', 3)),
  ).toEqual(['staging: 1 version behind', 'production: 3 versions behind']);
  expect(titles(environment('staging'))).toEqual([]);
});

test('the version of the prompt itself counts, where it has one', () => {
  expect(titles(environment('staging', 3, 0), environment('production', 0, 2))).toEqual([
    'production: 2 versions behind',
  ]);
});
