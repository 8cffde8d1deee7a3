import type { TestProblem } from '@prompthub/core';

import type { TestCase } from './test-case';

/** Where in the YAML value something stands: keys and indexes from the top. */
export type YamlPath = readonly (string | number)[];

/** The tests of one prompt or file. */
export interface TestPlan {
  readonly tests: readonly TestCase[];
  readonly problems: readonly TestProblem[];
  /** The path of the list: test `n` stands at `[...root, n]`. */
  readonly root: YamlPath;
}
