import type { DatasetBuilder } from './dataset';
import { textBlocks } from './text-blocks';

/** One JSON object in each line (jsonlines.org); empty lines are passed over. */
export async function jsonlRows(pieces: AsyncIterable<string>, found: DatasetBuilder): Promise<void> {
  for await (const { text, line: first } of textBlocks(pieces, { quotes: false })) {
    for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
      if (line.trim() !== '') takeLine(found, first + index, line);
      if (found.full) return;
    }
  }
}

function takeLine(found: DatasetBuilder, number: number, line: string): void {
  try {
    found.add(number, JSON.parse(line));
  } catch (error) {
    found.fail(number, `this is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}
