import { DatasetBuilder, type Dataset } from './dataset';

/** One JSON object in each line (jsonlines.org); empty lines are passed over. */
export function jsonlRows(text: string): Dataset {
  const found = new DatasetBuilder();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.trim() === '') continue;
    try {
      found.add(index + 1, JSON.parse(line));
    } catch (error) {
      found.fail(
        index + 1,
        `this is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
      );
    }
  }
  return found;
}
