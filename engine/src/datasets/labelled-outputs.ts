import type { Label } from '../statistics/judge-agreement';
import type { DatasetInput, DatasetProblem } from './dataset';
import { readDataset } from './read-dataset';

/** An output that a person has judged. */
export interface LabelledOutput {
  /** In its file, counted from one. */
  readonly line: number;
  readonly output: string;
  readonly label: Label;
  /** The other columns: what was asked. */
  readonly vars: Readonly<Record<string, unknown>>;
}

const LABELS: ReadonlyMap<string, Label> = new Map([
  ...['pass', 'passed', 'true', 'yes', '1', 'good'].map((word): [string, Label] => [word, 'pass']),
  ...['fail', 'failed', 'false', 'no', '0', 'bad'].map((word): [string, Label] => [word, 'fail']),
]);

/**
 * Reads a golden data set for a judge: CSV, JSONL or YAML with `output`, `label` (`pass` or `fail`) and the variables of the test. Rows
 * that lack them are problems; the others can be used.
 */
export async function readLabelled(
  file: string,
  input: DatasetInput,
): Promise<{ readonly labelled: readonly LabelledOutput[]; readonly problems: readonly DatasetProblem[] }> {
  const { rows, problems } = await readDataset(file, input);
  const wrong: DatasetProblem[] = [];
  const labelled = rows.flatMap(({ line, vars: { output, label, ...vars } }): LabelledOutput[] => {
    const known = LABELS.get(String(label).trim().toLowerCase());
    if (known && typeof output === 'string') return [{ line, output, label: known, vars }];
    const message = known ? 'there is no text under "output".' : '"label" must be pass or fail.';
    wrong.push({ line, message });
    return [];
  });
  return { labelled, problems: [...problems, ...wrong] };
}
