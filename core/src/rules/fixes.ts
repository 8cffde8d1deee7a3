import type { Fix } from '../diagnostic';
import type { Range } from '../syntax/positions';
import { closest } from './closest';

/** Replaces one span. */
export function replace(range: Range, newText: string, { title = '', preferred = true } = {}): Fix {
  return { title: title || `Change to ${newText}`, edits: [{ range, newText }], preferred };
}

/** "Did you mean": undefined when no candidate is near. */
export function didYouMean(range: Range, word: string, candidates: Iterable<string>): Fix | undefined {
  const best = closest(word, candidates);
  return best === undefined ? undefined : replace(range, best);
}

/** ` Did you mean …?`, or nothing. */
export function question(fix: Fix | undefined): string {
  return fix?.edits[0] ? ` Did you mean \`${fix.edits[0].newText}\`?` : '';
}
