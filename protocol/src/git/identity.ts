import { GitEncodingError } from './object';

/** Who made a commit and when, as an `author` or `committer` line says it. */
export interface GitIdentity {
  readonly name: string;
  readonly email: string;
  /** Whole seconds since 1970-01-01T00:00Z. */
  readonly seconds: number;
  /** Minutes east of UTC, as the line shows it: `+0530` is 330. */
  readonly offsetMinutes: number;
}

/**
 * A person's name as Git writes it: without `<`, `>` and line breaks, and without the blanks and punctuation that Git
 * strips at both ends. May be empty, and then Git would refuse it. Works for e-mail addresses too.
 */
export function cleanIdentityText(text: string): string {
  const crud = (char: string | undefined) =>
    char !== undefined && (char <= ' ' || '.,:;<>"\\\''.includes(char));
  let start = 0;
  let end = text.length;
  while (start < end && crud(text[start])) start++;
  while (end > start && crud(text[end - 1])) end--;

  return text.slice(start, end).replace(/[<>\n\0]/g, '');
}

/** `Ada Lovelace <ada@example.org> 1700000000 +0000` */
export function encodeIdentity({ name, email, seconds, offsetMinutes }: GitIdentity): string {
  if (name === '' || cleanIdentityText(name) !== name) {
    throw new GitEncodingError(`"${name}" cannot stand as a name in a commit.`);
  }
  if (cleanIdentityText(email) !== email) {
    throw new GitEncodingError(`"${email}" cannot stand as an e-mail address in a commit.`);
  }
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new GitEncodingError('The time of a commit must be whole seconds since 1970.');
  }
  return `${name} <${email}> ${seconds} ${encodeOffset(offsetMinutes)}`;
}

export function decodeIdentity(line: string): GitIdentity {
  const match = /^(.*?) ?<([^<>]*)> (\d+) ([+-])(\d{2})(\d{2})$/s.exec(line);
  if (!match) throw new GitEncodingError(`Not a line about a person: "${line}".`);
  const [, name = '', email = '', seconds, sign, hours, minutes] = match;
  const offset = Number(hours) * 60 + Number(minutes);
  return {
    name,
    email,
    seconds: Number(seconds),
    offsetMinutes: sign === '-' && offset > 0 ? -offset : offset,
  };
}

function encodeOffset(minutes: number): string {
  if (!Number.isInteger(minutes) || Math.abs(minutes) > 14 * 60) {
    throw new GitEncodingError('An offset from UTC must be whole minutes, at most fourteen hours.');
  }
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}
