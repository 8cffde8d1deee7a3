import { wordsOf } from './ngrams';

const ENTITIES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
};

/**
 * Tokens as the WMT's script mteval-v13a has them, which is sacreBLEU's usual tokenizer: ASCII punctuation and symbols
 * stand alone, but not `'`, not a `.` or `,` between digits, and a `-` only after a digit.
 */
export function tokenize13a(text: string): string[] {
  let line = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  // One after the other: `&amp;lt;` ends as `<`, as it does there.
  for (const [entity, character] of Object.entries(ENTITIES)) line = line.replaceAll(entity, character);
  return wordsOf(
    ` ${line} `
      .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
      .replace(/([^0-9])([.,])/gu, '$1 $2 ')
      .replace(/([.,])([^0-9])/gu, ' $1 $2')
      .replace(/([0-9])(-)/g, '$1 $2 '),
  );
}
