import { applyEdits } from './apply-edits';
import { formatEdits } from './format-edits';

/**
 * The usual form of a prompt. Never changes what is rendered. Files with syntax errors and files in other languages are
 * left alone.
 */
export function format(source: string): string {
  return applyEdits(source, formatEdits(source));
}
