import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

/** Larger files are no prompts. */
export const MAX_SOURCE_BYTES = 5 * 1024 * 1024;

export const STDIN = '-';

export interface Source {
  /** As named on the command line, or found; `-` for the standard input. */
  readonly file: string;
  readonly text: string;
}

export type UnreadableCode = 'file-too-large' | 'binary-file' | 'invalid-encoding' | 'unreadable-file';

/** A file that is no readable text. The message names it. */
export class UnreadableFileError extends Error {
  readonly file: string;
  readonly code: UnreadableCode;
  readonly exitCode = 1;
  constructor(file: string, code: UnreadableCode, problem: string) {
    super(`${file}: ${problem}`);
    this.name = 'CommandError';
    this.file = file;
    this.code = code;
  }
}

/** @throws UnreadableFileError */
export async function readSource(file: string): Promise<Source> {
  return { file, text: decode(file, await readBytes(file)) };
}

async function readBytes(file: string): Promise<Uint8Array> {
  if (file === STDIN) return buffer(process.stdin);
  try {
    if ((await stat(file)).size > MAX_SOURCE_BYTES) throw tooLarge(file);
    return await readFile(file);
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error;
    throw new UnreadableFileError(
      file,
      'unreadable-file',
      error instanceof Error ? error.message : 'cannot be read.',
    );
  }
}

function decode(file: string, bytes: Uint8Array): string {
  const name = file === STDIN ? 'standard input' : file;
  if (bytes.byteLength > MAX_SOURCE_BYTES) throw tooLarge(name);
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    throw new UnreadableFileError(
      name,
      'binary-file',
      `This is a binary file (a zero byte at offset ${zero}), not a text.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const line = firstBadLine(bytes);
    throw new UnreadableFileError(
      name,
      'invalid-encoding',
      `Line ${line} is not valid UTF-8. Save the file as UTF-8.`,
    );
  }
}

function tooLarge(file: string): UnreadableFileError {
  return new UnreadableFileError(
    file,
    'file-too-large',
    'The file is larger than 5 MiB, which is too large for a prompt.',
  );
}

/** Counted from one. No byte of a longer UTF-8 sequence is a line end, so lines can be tried one by one. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? undefined : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    start = end + 1;
  }
}
