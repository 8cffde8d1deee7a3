import type { TestCase } from '../runner/test-case';
import { readDataset } from './read-dataset';

/**
 * Gives the text of a data file, named as the test names it: relative to the file that the test stands in. Rejects with
 * an error whose message is for people.
 */
export type DatasetSource = (name: string) => Promise<string>;

/**
 * Tests with a dataset become one test for each row, in the order of the rows; the row's values go over the test's own.
 * A row or file that cannot be used becomes a test that cannot run, and says which file and line.
 */
export async function withDatasets(tests: readonly TestCase[], source: DatasetSource): Promise<TestCase[]> {
  const expanded: TestCase[] = [];
  for (const test of tests) {
    if (test.dataset === undefined || test.fault !== undefined) expanded.push(test);
    else expanded.push(...(await rowsOf(test, test.dataset, source)));
  }
  return expanded;
}

async function rowsOf(test: TestCase, name: string, source: DatasetSource): Promise<TestCase[]> {
  const { dataset: _dataset, ...rest } = test;
  let text: string;
  try {
    text = await source(name);
  } catch (error) {
    return [{ ...rest, fault: `${name}: ${error instanceof Error ? error.message : String(error)}` }];
  }
  const { rows, problems } = await readDataset(name, text);
  const file = name.split('/').at(-1) ?? name;
  const placed = [
    ...rows.map(({ line, vars }) => ({ line, more: { vars: { ...test.vars, ...vars } } })),
    ...problems.map(({ line, message }) => ({ line, more: { fault: `${name}:${line}: ${message}` } })),
  ].sort((a, b) => a.line - b.line);
  return placed.map(({ line, more }) => ({
    ...rest,
    description: `${test.description} (${file}:${line})`,
    ...more,
  }));
}
