import type { Assertion } from './assertion';
import { sqlCheckOf } from './sql-check';

/** The whole output is SQL of a dialect, and uses only the tables and columns that it may. */
export const isSql: Assertion = {
  type: 'is-sql',
  shape: {
    value: 'map',
    summary:
      'The whole output is SQL: of `databaseType` (default MySQL), with the `allowedTables` and `allowedColumns` in the value.',
  },
  async evaluate(spec, { output }) {
    const { dialect, check } = await sqlCheckOf(spec);
    const problem = check(output);
    return {
      holds: problem === undefined,
      expectation: `to be ${dialect}'s SQL`,
      detail: problem ?? 'it is',
      actual: output,
    };
  },
};
