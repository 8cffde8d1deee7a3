type Path = readonly (string | number)[];

/** A test as it is written, whatever else is wrong with it. */
export interface WrittenTest {
  readonly path: Path;
  readonly test: Readonly<Record<string, unknown>>;
}

export interface WrittenAssertion {
  readonly path: Path;
  readonly assertion: Readonly<Record<string, unknown>>;
}

/** The tests of a list, or of a map with a list under `tests`; what has another shape is passed over. */
export function writtenTests(content: unknown): WrittenTest[] {
  const [list, root] = isMap(content) ? [content['tests'], ['tests']] : [content, []];
  return maps(list, root).map(({ path, map }) => ({ path, test: map }));
}

/** The assertions of all tests, those in sets too. */
export function writtenAssertions(content: unknown): WrittenAssertion[] {
  return writtenTests(content).flatMap(({ path, test }) => assertionsIn(test['assert'], [...path, 'assert']));
}

function assertionsIn(list: unknown, at: Path): WrittenAssertion[] {
  return maps(list, at).flatMap(({ path, map }) => [
    { path, assertion: map },
    ...assertionsIn(map['assert'], [...path, 'assert']),
  ]);
}

function maps(list: unknown, root: Path): { path: Path; map: Record<string, unknown> }[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((map: unknown, index) => (isMap(map) ? [{ path: [...root, index], map }] : []));
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
