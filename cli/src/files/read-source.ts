import { constants, type Dirent, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ExitCode } from '../exit-code';

/** The most that a file of data (variables, messages) may have. */
const MAX_DATA_BYTES = 5 * 1024 * 1024;
/** The most that a stored report of tests may have: it holds what models answered. */
const MAX_REPORT_BYTES = 400 * 1024 * 1024;

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
  /** The message without the file's name. */
  readonly problem: string;
  readonly exitCode: ExitCode;
  constructor(file: string, code: UnreadableCode, problem: string, exitCode: ExitCode = ExitCode.findings) {
    super(`${file === STDIN ? 'standard input' : file}: ${problem}`);
    this.name = 'CommandError';
    this.file = file;
    this.code = code;
    this.problem = problem;
    this.exitCode = exitCode;
  }

  /** For what the system refused. */
  static of(file: string, error: unknown): UnreadableFileError {
    if (error instanceof UnreadableFileError) return error;
    const code = typeof error === 'object' && error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : 'It cannot be read.';
    const problem = REFUSALS[code] ?? message;
    return new UnreadableFileError(file, 'unreadable-file', problem);
  }

  /** For what is no file. */
  static special(file: string, kind: string): UnreadableFileError {
    return new UnreadableFileError(file, 'unreadable-file', `It is ${kind}, not a file, and was not read.`);
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file. Check its name.',
  ENOTDIR: 'There is no such file. Check its name.',
  EISDIR: 'It is a folder. Name a file.',
  EACCES: 'You may not read it. Check its permissions.',
  EPERM: 'You may not read it. Check its permissions.',
};

/** What a name stands for that is neither a file, a folder nor a link; reading it might wait without end. */
export function kindOf(entry: Dirent | Stats): string | undefined {
  if (entry.isFIFO()) return 'a named pipe';
  if (entry.isSocket()) return 'a socket';
  return entry.isBlockDevice() || entry.isCharacterDevice() ? 'a device' : undefined;
}

/**
 * Reads a prompt or a file of tests to use it.
 * @throws UnreadableFileError for what is too long, no text, or not UTF-8
 */
export async function readSource(file: string): Promise<Source> {
  const { MAX_SOURCE_BYTES, unreadable } = await import('@prompthub/core');
  const bytes = await readStart(file, MAX_SOURCE_BYTES);
  const text = await decode(file, bytes);
  const problem = unreadable(text);
  if (problem) throw new UnreadableFileError(file, problem.code, problem.message);
  return { file, text };
}

/**
 * Reads a prompt or a file of tests to check it: as an editor shows it, with U+FFFD for what is not UTF-8; of a file that
 * is too long only as much as shows that.
 * @throws UnreadableFileError for what the disk refuses
 */
export async function readToCheck(file: string): Promise<Source> {
  const { decodeSource, MAX_SOURCE_BYTES } = await import('@prompthub/core');
  return { file, text: decodeSource(await readStart(file, MAX_SOURCE_BYTES)).text };
}

/** Reads data such as JSON. @throws UnreadableFileError for more than 5 MiB, and for what is not UTF-8 */
export function readDataText(file: string): Promise<string> {
  return readUpTo(file, MAX_DATA_BYTES);
}

/** Reads a stored report of tests. @throws UnreadableFileError for more than 400 MiB, and for what is not UTF-8 */
export function readReportText(file: string): Promise<string> {
  return readUpTo(file, MAX_REPORT_BYTES);
}

/** The command names the file, so that one that is none is a wrong command. */
async function readUpTo(file: string, limit: number): Promise<string> {
  try {
    const bytes = await readStart(file, limit);
    if (bytes.length <= limit) return await decode(file, bytes);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new UnreadableFileError(file, error.code, error.problem, ExitCode.usage);
  }
  const problem = `The file is larger than ${limit / (1024 * 1024)} MiB.`;
  throw new UnreadableFileError(file, 'file-too-large', problem, ExitCode.usage);
}

/** Pipes that a shell has opened for this very command, as in `prompthub check <(git show HEAD:reply.prompt)`. */
const OPENED_BY_SHELL = /^\/(?:dev|proc\/self)\/(?:fd\/\d+|stdin)$/;

/** The bytes of a file up to the one behind `limit`, which shows that there are more. */
async function readStart(file: string, limit: number): Promise<Uint8Array> {
  if (file === STDIN) return buffer(process.stdin);
  const opened = OPENED_BY_SHELL.test(file);
  try {
    // Without O_NONBLOCK already the opening of a pipe waits for somebody who writes into it.
    const flags = opened ? constants.O_RDONLY : constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
    await using handle = await open(file, flags);
    const kind = kindOf(await handle.stat());
    if (kind !== undefined && !opened) throw UnreadableFileError.special(file, kind);
    return await buffer(handle.createReadStream({ end: limit, autoClose: false }));
  } catch (error) {
    throw isSocket(error)
      ? UnreadableFileError.special(file, 'a socket')
      : UnreadableFileError.of(file, error);
  }
}

/** A socket cannot even be opened. */
function isSocket(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENXIO';
}

async function decode(file: string, bytes: Uint8Array): Promise<string> {
  const { decodeSource, LineMap } = await import('@prompthub/core');
  const { text, isLossless } = decodeSource(bytes);
  if (isLossless || text.includes('\0')) return text;
  const { line } = new LineMap(text).positionAt(text.indexOf('\uFFFD'));
  const problem = `Line ${line + 1} is not valid UTF-8. Save the file as UTF-8.`;
  throw new UnreadableFileError(file, 'invalid-encoding', problem);
}
