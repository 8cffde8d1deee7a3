import { nameQuery } from './labels';
import { wordsOf } from './search-words';

/** What somebody looks for, in PostgreSQL's words. */
export interface Question {
  /** For `websearch_to_tsquery`: all that was typed. */
  readonly words: string;
  /** The same but its last word, which may be the beginning of a name; empty with `named`. */
  readonly before: string;
  /** That beginning as a `tsquery`; empty when the last thing typed is in quotes or excluded. */
  readonly named: string;
}

interface Term {
  readonly words: readonly string[];
  readonly excluded: boolean;
  /** `or` between two terms. */
  readonly or: boolean;
  readonly open: boolean;
}

const TERM = /(-?)"([^"]*)"?|(\S+)/gu;

/**
 * Reads what people type into a search box: words, `"a phrase"`, `-not`, `or`. Only plain words reach PostgreSQL, so that nothing
 * else in it means anything there. Undefined when there is no word in it to look for.
 */
export function readQuestion(text: string): Question | undefined {
  const terms = [...text.matchAll(TERM)].map(toTerm).filter(({ words, or }) => or || words.length > 0);
  if (!terms.some(({ or }) => !or)) return undefined;
  const last = terms.at(-1);
  const words = terms.map(write).join(' ');
  if (last === undefined || !last.open || last.or) return { words, before: '', named: '' };
  const before = [...terms.slice(0, -1), { ...last, words: last.words.slice(0, -1) }];
  return {
    words,
    before: before
      .filter((term) => term.or || term.words.length > 0)
      .map(write)
      .join(' '),
    named: nameQuery(last.words.at(-1) ?? ''),
  };
}

function toTerm([, minus = '', phrase, bare = '']: RegExpExecArray): Term {
  if (phrase !== undefined) return { words: wordsOf(phrase), excluded: minus !== '', or: false, open: false };
  const excluded = bare.startsWith('-');
  return {
    // A name may be given as the file that it is.
    words: wordsOf(bare.replace(/\.prompt$/, '')),
    excluded,
    or: /^or$/i.test(bare),
    open: !excluded,
  };
}

function write({ words, excluded, or }: Term): string {
  return or ? 'or' : `${excluded ? '-' : ''}"${words.join(' ')}"`;
}
