import { LineMap } from '@prompthub/core';
import type { CsvError, InfoRecord, parse as parseCsv } from 'csv-parse/sync';
import { type DatasetBuilder, UnreadableDataError } from './dataset';
import { textBlocks, type TextBlock } from './text-blocks';

/** Comma-separated values with a header (RFC 4180): every value is a text. */
export async function csvRows(pieces: AsyncIterable<string>, found: DatasetBuilder): Promise<void> {
  const { parse } = await import('csv-parse/sync');
  let header: readonly string[] | undefined;
  for await (const block of textBlocks(pieces, { quotes: true })) {
    const read = readBlock(block, { parse, header, found });
    header = read.header;
    if (read.lost || found.full) return;
  }
}

interface Reading {
  readonly parse: typeof parseCsv;
  /** Known after the first block. */
  readonly header: readonly string[] | undefined;
  readonly found: DatasetBuilder;
}

/** `lost`: behind this block nobody can tell where rows begin. */
function readBlock(
  { text, line: first }: TextBlock,
  { parse, header: known, found }: Reading,
): { readonly header: readonly string[] | undefined; readonly lost: boolean } {
  const bytes = Buffer.from(text);
  // Offsets of the parser count bytes, and its own line numbers go wrong behind a quoted line break.
  const characters = bytes.toString('latin1');
  const lines = new LineMap(characters);
  const lineAt = (offset: number): number => lines.positionAt(offset).line + first;
  const startOf = ({ bytes: end, raw }: { bytes: number; raw: string }): number =>
    lineAt(Math.max(0, end - 1)) - (raw.trim().match(/\r\n|\r|\n/g)?.length ?? 0);
  // A broken quote is told with the end of the value before it.
  const lineBehind = (end: number): number =>
    lineAt(end + (/^[\r\n]*/.exec(characters.slice(end))?.[0].length ?? 0));
  let header = known;
  let lost = false;
  try {
    const records: { record: unknown; info: InfoRecord; raw: string }[] = parse(bytes, {
      columns: known ? [...known] : (names: readonly string[]) => (header = checkHeader(names)),
      info: true,
      raw: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error, raw) => {
        if (!error || lost) return;
        const misshapen = error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS';
        // Behind a quote in the wrong place nobody can tell where rows begin.
        lost = !misshapen;
        const end = offsetOf(error);
        found.fail(misshapen ? startOf({ bytes: end, raw: raw ?? '' }) : lineBehind(end), messageOf(error));
      },
    });
    for (const { record, info, raw } of records) found.add(startOf({ bytes: info.bytes, raw }), record);
  } catch (error) {
    if (error instanceof UnreadableDataError) throw error;
    found.fail(first, error instanceof Error ? error.message : 'it is not valid CSV.');
    lost = true;
  }
  return { header, lost };
}

function checkHeader(names: readonly string[]): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`the header names “${twice}” twice.`);
  if (names.some((name) => name.trim() === '')) throw new Error('a column of the header has no name.');
  return names.map((name) => name.trim());
}

function offsetOf(error: CsvError): number {
  return typeof error['bytes'] === 'number' ? error['bytes'] : 0;
}

function messageOf(error: CsvError): string {
  const { code, columns, record } = error as { code: string; columns?: unknown; record?: unknown };
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened here and never closed.';
  if (code === 'CSV_INVALID_CLOSING_QUOTE')
    return 'a text goes on behind its closing quote. Write a quote inside of a text twice.';
  if (code !== 'CSV_RECORD_INCONSISTENT_COLUMNS') return error.message;
  const [wanted, got] = [columns, record].map((list) => (Array.isArray(list) ? list.length : '?'));
  return `the row has ${got} values, and the header ${wanted} names.`;
}
