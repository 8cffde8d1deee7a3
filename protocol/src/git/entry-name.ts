/**
 * Why a name may not stand in a tree, in words for the user; undefined when it may. Besides what Git cannot store
 * this refuses what `git fsck --strict` refuses, so that every project can be cloned on every system: `.git` in the
 * spellings that HFS+ (ignorable characters) and NTFS (trailing dots and spaces, streams, short names) take for it,
 * and `.gitmodules`, which would make Git fetch other repositories.
 */
export function entryNameProblem(name: string): string | undefined {
  if (name === '') return 'a name must not be empty';
  if (name === '.' || name === '..') return `"${name}" is not a name`;
  if (name.includes('/')) return 'a name must not contain "/"';
  if (CONTROL.test(name)) return 'a name must not contain control characters or backslashes';
  if (!name.isWellFormed()) return 'a name must be valid Unicode';
  if (isGitInternal(name)) return `"${name}" is reserved by Git`;
  return undefined;
}

const CONTROL = /[\0-\x1f\x7f\\]/;

/** Characters that HFS+ ignores when it compares names (Git's utf8.c lists the same ones). */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

const RESERVED = new Set(['.git', 'git~1', '.gitmodules']);
/** Short names that NTFS may give `.gitmodules`: `gitmod~1` to `gitmod~4`, and hashed ones beginning with `gi7eba`. */
const SHORT_GITMODULES = /^(?:gitmod~[1-4]|gi7eb[a-z0-9]*~[0-9]+)$/;

function isGitInternal(name: string): boolean {
  const onHfs = name.replace(IGNORED_BY_HFS, '').toLowerCase();
  const onNtfs = (name.split(':')[0] ?? '').replace(/[. ]+$/, '').toLowerCase();
  return [onHfs, onNtfs].some((folded) => RESERVED.has(folded) || SHORT_GITMODULES.test(folded));
}
