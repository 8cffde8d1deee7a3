import { assertionOfText } from '../promptfoo/assertion-text';
import type { TestCase } from '../runner/test-case';
import type { Dataset, DatasetInput, DatasetRow } from './dataset';
import { readDataset } from './read-dataset';

/**
 * Gives a data file, named as the test names it: relative to the file that the test stands in. Rejects, or fails while it is read,
 * with an error whose message is for people.
 */
export type DatasetSource = (name: string) => Promise<DatasetInput>;

/**
 * Tests with a dataset become one test for each row, in the order of the rows; the row's values go over the test's own.
 * A row or file that cannot be used becomes a test that cannot run, and says which file and line.
 */
export async function withDatasets(tests: readonly TestCase[], source: DatasetSource): Promise<TestCase[]> {
  const expanded: TestCase[] = [];
  for (const test of tests) {
    if (test.dataset === undefined || test.fault !== undefined) expanded.push(test);
    else for (const row of await rowsOf(test, test.dataset, source)) expanded.push(row);
  }
  return expanded;
}

async function rowsOf(test: TestCase, name: string, source: DatasetSource): Promise<TestCase[]> {
  const { dataset: _dataset, ...rest } = test;
  let found: Dataset;
  try {
    found = await readDataset(name, await source(name));
  } catch (error) {
    return [{ ...rest, fault: `${name}: ${error instanceof Error ? error.message : String(error)}` }];
  }
  const { rows, problems } = found;
  const file = name.split('/').at(-1) ?? name;
  const placed = [
    ...rows.map((row): Placed => ({ line: row.line, more: testOfRow(test, row) })),
    ...problems.map(({ line, message }): Placed => ({
      line,
      more: { fault: `${name}:${line}: ${message}` },
    })),
  ].sort((a, b) => a.line - b.line);
  return placed.map(({ line, more }) => {
    const { description = test.description, ...others } = more;
    return { ...rest, description: `${description} (${file}:${line})`, ...others };
  });
}

interface Placed {
  readonly line: number;
  readonly more: Partial<TestCase>;
}

/** What a row says of its test: values, and in columns as promptfoo's tables have them what must hold (promptfoo.dev, "CSV with assertions"). */
function testOfRow(test: TestCase, { vars: row }: DatasetRow): Partial<TestCase> {
  const special = Object.entries(row).filter(
    ([name, value]) => SPECIAL.test(name) && typeof value === 'string',
  );
  if (special.length === 0) return { vars: { ...test.vars, ...row } };
  const {
    __description: description,
    __metric: metric,
    ...expected
  } = Object.fromEntries(special) as Record<string, string>;
  const values = Object.entries(row).filter(
    ([name]) => !(name in expected) && !/^__(?:description|metric)$/.test(name),
  );
  const assertions = Object.values(expected)
    .filter((text) => text.trim() !== '')
    .map((text) => ({ ...assertionOfText(text), ...(metric && { metric }) }));
  return {
    ...(description && { description }),
    vars: { ...test.vars, ...Object.fromEntries(values) },
    assert: [...test.assert, ...assertions],
  };
}

const SPECIAL = /^__(?:expected\d*|description|metric)$/;
