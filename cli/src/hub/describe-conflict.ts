import type { FileConflict } from '@prompthub/protocol';
import { printable } from '../terminal/output';
import { style } from '../terminal/style';

/** One line that says which file is in conflict, and where. */
export function describeConflict(conflict: FileConflict): string {
  return `${style.red('conflict')} ${printable(conflict.path)}: ${printable(reasonOf(conflict))}`;
}

function reasonOf({ kind, other, ours, places }: FileConflict): string {
  if (kind === 'clash') return `it cannot stand beside ${other ?? 'another file'}`;
  if (kind === 'binary') return 'both sides changed it, and it is no text';
  if (kind === 'deleted')
    return ours === undefined ? 'deleted here, changed there' : 'changed here, deleted there';
  return places.map(placeOf).join(', ');
}

function placeOf({ place, ours, theirs }: FileConflict['places'][number]): string {
  if (place.kind === 'frontmatter') return place.path.join('.') || 'the frontmatter';
  if (place.kind === 'message') return `message ${place.message + 1}`;
  const line = (ours ?? theirs)?.range.start.line ?? 0;
  return `line ${line + 1}`;
}
