import type { TestCase } from './test-case';

/** Where in the YAML value something stands: keys and indexes from the top. */
export type YamlPath = readonly (string | number)[];

/** Something in a list of tests that is wrong or not supported. */
export interface TestProblem {
  readonly path: YamlPath;
  readonly message: string;
  /** `error`: the test cannot run and its result will be errored. `warning`: it runs, without what is named here. */
  readonly severity: 'error' | 'warning';
}

/** The tests of one prompt or file. */
export interface TestPlan {
  readonly tests: readonly TestCase[];
  readonly problems: readonly TestProblem[];
  /** The path of the list: test `n` stands at `[...root, n]`. */
  readonly root: YamlPath;
}
