/**
 * What a word is, the same for texts and for what people look for: a run of letters, digits and marks. PostgreSQL's parser sees
 * more than that (addresses, files, numbers with signs, tags), and not the same in a text and in a question; and it takes a
 * sentence without spaces for one word. So both are cut here, and it only ever meets plain words.
 */
const WORD = String.raw`[\p{L}\p{N}\p{M}]`;
/** Scripts written without spaces: each letter is a word, and what was typed together is looked for as a phrase. */
const ALONE = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`;
const BORDERS = new RegExp(
  [
    `(?<=${WORD})(?=[^\\s\\p{L}\\p{N}\\p{M}])`,
    `(?<=[^\\s\\p{L}\\p{N}\\p{M}])(?=${WORD})`,
    `(?<=${ALONE})(?=${WORD})`,
    `(?<=${WORD})(?=${ALONE})`,
  ].join('|'),
  'gu',
);
const WORDS = new RegExp(`${ALONE}|(?:(?!${ALONE})${WORD})+`, 'gu');
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu;

/** Invisible, found in no text that is shown, and a space to PostgreSQL. */
const BORDER = '\u0001';
/** Control characters but tabs and line ends: PostgreSQL keeps no NUL, and the others are signs of our own. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** The text with an invisible mark at each border of a word that is no white space. */
export function separated(text: string): string {
  return text.replace(CONTROLS, '\uFFFD').replace(BORDERS, BORDER);
}

export function withoutBorders(text: string): string {
  return text.replaceAll(BORDER, '');
}

/** The words of a text, in one form for all ways to write them: composed, and in small letters. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORDS) ?? [];
}

/** The words of a name, also those within `camelCase`. */
export function wordsOfName(name: string): string[] {
  return [...new Set([...wordsOf(name), ...wordsOf(name.replace(CAMEL, ' '))])];
}
