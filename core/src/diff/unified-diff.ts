import { FILE_HEADERS_ONLY, formatPatch, structuredPatch, type StructuredPatch } from 'diff';
import { linesOf } from './lines-of';

export interface UnifiedDiffOptions {
  /** The path in both headers, as Git writes it: `a/path` and `b/path`. */
  readonly path: string;
  /** Unchanged lines around each change; Git's default, 3. */
  readonly context?: number;
}

/** Finding the shortest difference costs the square of its length: longer ones are shown as one large replacement. */
const MAX_CHANGED_LINES = 3000;

/**
 * The difference of two texts as a unified diff that `git apply` and `patch` understand. `undefined` stands for a file
 * that does not exist. The empty string when there is no difference.
 */
export function unifiedDiff(
  from: string | undefined,
  to: string | undefined,
  { path, context = 3 }: UnifiedDiffOptions,
): string {
  if (from === to) return '';
  const oldName = from === undefined ? '/dev/null' : `a/${path}`;
  const newName = to === undefined ? '/dev/null' : `b/${path}`;
  const options = { context, maxEditLength: MAX_CHANGED_LINES };
  const patch =
    structuredPatch(oldName, newName, from ?? '', to ?? '', undefined, undefined, options) ??
    replacement(from ?? '', to ?? '', { oldFileName: oldName, newFileName: newName });
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

/** Everything between the common beginning and the common end, without context. */
function replacement(
  from: string,
  to: string,
  names: { readonly oldFileName: string; readonly newFileName: string },
): StructuredPatch {
  const [before, after] = [linesOf(from), linesOf(to)];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  const hunk = {
    oldStart: removed.length > 0 ? head + 1 : head,
    oldLines: removed.length,
    newStart: added.length > 0 ? head + 1 : head,
    newLines: added.length,
    lines: [...removed.flatMap((line) => marked('-', line)), ...added.flatMap((line) => marked('+', line))],
  };
  return { ...names, oldHeader: undefined, newHeader: undefined, hunks: [hunk] };
}

function marked(sign: '-' | '+', line: string): string[] {
  return line.endsWith('\n') ? [sign + line.slice(0, -1)] : [sign + line, '\\ No newline at end of file'];
}
