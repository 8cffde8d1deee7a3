import { csvRows } from './csv-rows';
import type { Dataset } from './dataset';
import { jsonlRows } from './jsonl-rows';
import { yamlRows } from './yaml-rows';

/** The names that files of data may have. */
export const DATASET_NAME = /\.(?:csv|jsonl|ya?ml)$/i;

/** More rows are a mistake, or another tool's work. */
const MAX_ROWS = 10_000;

/** Reads the text of a data file as its name says. Never throws: what is wrong is among the problems. */
export async function readDataset(file: string, text: string): Promise<Dataset> {
  const { rows, problems } = await parse(file, text);
  if (rows.length + problems.length === 0)
    return { rows, problems: [{ line: 1, message: 'there are no rows.' }] };
  if (rows.length <= MAX_ROWS) return { rows, problems };
  const line = rows[MAX_ROWS]?.line ?? 1;
  return { rows: [], problems: [{ line, message: `there are more than ${MAX_ROWS} rows.` }] };
}

async function parse(file: string, text: string): Promise<Dataset> {
  if (/\.csv$/i.test(file)) return csvRows(text);
  return /\.jsonl$/i.test(file) ? jsonlRows(text) : yamlRows(text);
}
