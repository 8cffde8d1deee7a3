import { ProblemError } from '../common/problem';

/** Whose arm counts, where the body has no room for it. */
export const KEY_HEADER = 'x-prompthub-key';

/** @throws ProblemError 422 for what could be read in more than one way: headers have no agreed encoding. */
export function readKeyHeader(header: string | undefined): string | undefined {
  if (header === undefined || /^[\x20-\x7e]{1,1024}$/.test(header)) return header;
  throw new ProblemError(
    422,
    'key-not-readable',
    `The header ${KEY_HEADER} holds 1 to 1,024 characters of ASCII. Give another key in the body.`,
  );
}
