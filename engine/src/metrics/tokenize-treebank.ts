import { wordsOf } from './ngrams';

const CONTRACTIONS =
  /(?<![\p{L}\p{N}_])(?:(can)(not)|(d)('ye)|(gim)(me)|(gon)(na)|(got)(ta)|(lem)(me)|(more)('n)|(wan)(na)(?= )|('t)(is|was))(?![\p{L}\p{N}_])/giu;

/**
 * Words of one sentence as the Penn Treebank has them (MacIntyre 1995, its "tokenizer.sed"): punctuation stands alone, save the dots of
 * abbreviations and the marks between digits; `can't` is `ca` and `n't`, double quotes are `` and ''.
 */
export function tokenizeTreebank(text: string): string[] {
  const line = text.trim().replace(/\s+/g, ' ');
  const spaced = line
    .replace(/(^|[\s({[<])"/g, '$1 `` ')
    .replace(/"/g, " '' ")
    .replace(/\.{3}/g, ' ... ')
    .replace(/[,:](?!\p{Nd})/gu, ' $& ')
    .replace(/[;@#$%&?!]/g, ' $& ')
    .replace(/(?<![.]|\b[A-Za-z]\.[A-Za-z])\.([\])}>'\s]*)$/, ' . $1')
    .replace(/[\][(){}<>]/g, ' $& ')
    .replace(/--/g, ' -- ');
  const split = ` ${spaced} `
    .replace(/([^'])' /g, "$1 ' ")
    .replace(/('(?:[smd]|ll|re|ve)|n't) /gi, ' $1 ')
    .replace(
      CONTRACTIONS,
      (_, ...found: unknown[]) =>
        ` ${found
          .filter((part) => typeof part === 'string')
          .slice(0, 2)
          .join(' ')} `,
    );
  return wordsOf(split);
}
