import type { LineMap, FrontmatterEntry } from '@prompthub/core';
import type { TestCase } from '@prompthub/engine';

type Path = readonly (string | number)[];

/** Where tests stand, counted in lines from one. */
export interface TestLines {
  readonly test: number | undefined;
  /** Of each of its assertions. */
  readonly assertions: readonly (number | undefined)[];
}

/** Finds the lines of a file's tests; `root` is the path of their list. */
export function linesOfTests(
  place: { readonly lines: LineMap; entry(path: Path): FrontmatterEntry | undefined },
  root: Path,
): (test: TestCase) => TestLines {
  const lineAt = (...path: Path): number | undefined => {
    const entry = place.entry([...root, ...path]);
    return entry && place.lines.positionAt((entry.key ?? entry.value).start).line + 1;
  };
  return ({ index, assert }) => ({
    test: lineAt(index),
    assertions: assert.map((_assertion, which) => lineAt(index, 'assert', which)),
  });
}
