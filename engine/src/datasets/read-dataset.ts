import { csvRows } from './csv-rows';
import { DatasetBuilder, MAX_ROWS, UnreadableDataError, type Dataset, type DatasetInput } from './dataset';
import { decodeText } from './decode-text';
import { jsonlRows } from './jsonl-rows';
import { yamlRows } from './yaml-rows';

/** The names that files of data may have. */
export const DATASET_NAME = /\.(?:csv|jsonl|ya?ml)$/i;

/**
 * Reads a data file as its name says, no further than it has to: of a gigabyte only the rows that there may be. What is wrong
 * is among the problems; it rejects with what the input itself fails with.
 */
export async function readDataset(file: string, input: DatasetInput): Promise<Dataset> {
  const found = await parse(file, input);
  if (found.rows.length + found.problems.length === 0) found.fail(1, 'there are no rows.');
  if (found.full)
    found.refuse(
      found.rows[MAX_ROWS]?.line ?? 1,
      `there are more than ${MAX_ROWS.toLocaleString('en')} rows, and a test would run for each. Split the file.`,
    );
  return found;
}

async function parse(file: string, input: DatasetInput): Promise<DatasetBuilder> {
  const found = new DatasetBuilder();
  const rowsOf = /\.csv$/i.test(file) ? csvRows : /\.jsonl$/i.test(file) ? jsonlRows : yamlRows;
  try {
    await rowsOf(decodeText(input), found);
  } catch (error) {
    if (!(error instanceof UnreadableDataError)) throw error;
    found.refuse(error.line, error.message);
  }
  return found;
}
