import type { Range } from './positions';

/** UTF-16 code units that a prompt or a file of tests may have. Longer ones are not looked at, so that typing stays quick. */
export const MAX_SOURCE_LENGTH = 1_000_000;

/**
 * A file with more bytes than this is longer than `MAX_SOURCE_LENGTH` whatever is in it (no UTF-16 unit takes more than
 * three bytes of UTF-8), and need not be read further than to the next byte.
 */
export const MAX_SOURCE_BYTES = 3 * MAX_SOURCE_LENGTH;

/** Why a text is not looked at. */
export interface Unreadable {
  readonly code: 'file-too-large' | 'binary-file';
  readonly message: string;
  readonly range: Range;
}

/** Undefined for a text that can be checked. */
export function unreadable(text: string): Unreadable | undefined {
  if (text.length > MAX_SOURCE_LENGTH) {
    const message =
      'This file has more than 1 million characters, which is too long for a prompt. Split it into partials.';
    return { code: 'file-too-large', message, range: { start: 0, end: 1 } };
  }
  const nul = text.indexOf('\0');
  if (nul < 0) return undefined;
  const message = 'This file holds binary data (a NUL character), so it is not read. Save it as UTF-8 text.';
  return { code: 'binary-file', message, range: { start: nul, end: nul + 1 } };
}

export interface DecodedSource {
  readonly text: string;
  /** False when bytes that are not UTF-8 became U+FFFD: writing the text back would lose them. */
  readonly isLossless: boolean;
}

/** The text that an editor shows for these bytes: UTF-8, a byte order mark kept, what is not UTF-8 as U+FFFD. */
export function decodeSource(bytes: Uint8Array): DecodedSource {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return { text, isLossless: !text.includes('\uFFFD') || isUtf8(bytes) };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
