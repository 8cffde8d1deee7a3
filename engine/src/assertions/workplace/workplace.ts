import type { AssertionSpec } from '../../runner/test-case';
import type { Finding, Observation } from '../assertion';
import type { DataFile } from '../read-data';
import type { CodeRun } from '../run-code';

/**
 * Where code of others is run and texts of others are looked through, when that is not to hold up this process. Only data goes
 * there and comes back. All reject with AssertionError, in the words that they would have here.
 */
export interface Workplace {
  runCode(run: CodeRun): Promise<unknown>;
  /** The value in a file of JSON or YAML. */
  readData(file: DataFile): Promise<unknown>;
  /** Decides an assertion that looks at nothing but what is given: one of `DECIDED_ALONE`. */
  evaluate(spec: AssertionSpec, observed: Observation): Promise<Finding>;
}
