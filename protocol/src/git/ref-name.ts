/**
 * Why a branch or a tag may not have this name, in words for the user; undefined when it may. What it refuses is what
 * `git check-ref-format --branch` refuses, and besides that what would not be the same everywhere: names that look like
 * a whole id, names that are not valid Unicode, and names too long for a file of a clone.
 */
export function refNameProblem(name: string): string | undefined {
  if (name === '') return 'a name must not be empty';
  if (!name.isWellFormed()) return 'a name must be valid Unicode';
  if (new TextEncoder().encode(name).length > MAX_BYTES) return `a name has at most ${MAX_BYTES} bytes`;
  if (/^[0-9a-f]{40}$/.test(name)) return `"${name}" looks like the id of a version`;
  if (name === '@' || name === 'HEAD') return `"${name}" means something else to Git`;
  if (name.startsWith('-')) return 'a name must not begin with "-"';
  if (name.endsWith('.')) return 'a name must not end with "."';
  const forbidden = FORBIDDEN.find((text) => name.includes(text));
  if (forbidden !== undefined) return `a name must not contain "${forbidden}"`;
  if (CONTROL.test(name)) return 'a name must not contain blanks or control characters';
  return name.split('/').map(partProblem).find(Boolean);
}

function partProblem(part: string): string | undefined {
  if (part === '') return 'a name must not begin or end with "/" or have two in a row';
  if (part.startsWith('.')) return 'no part of a name may begin with "."';
  if (part.endsWith('.lock')) return 'no part of a name may end with ".lock"';
  return undefined;
}

/** File systems hold names of 255 bytes; Git adds `.lock` while it writes. */
const MAX_BYTES = 250;
const FORBIDDEN = ['..', '@{', '~', '^', ':', '?', '*', '[', '\\'];
const CONTROL = /[\0-\x20\x7f]/;
