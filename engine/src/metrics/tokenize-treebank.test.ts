import { tokenizeTreebank } from './tokenize-treebank';

it.each([
  ['', []],
  ['He said: "Good (day)."', ['He', 'said', ':', '``', 'Good', '(', 'day', ')', '.', "''"]],
  [
    "They'll can't won't it's Ann's we've",
    ['They', "'ll", 'ca', "n't", 'wo', "n't", 'it', "'s", 'Ann', "'s", 'we', "'ve"],
  ],
  ['Cannot gonna gimme', ['Can', 'not', 'gon', 'na', 'gim', 'me']],
  ["'Tis 3,000.50 at 10:30, in the U.S.", ["'T", 'is', '3,000.50', 'at', '10:30', ',', 'in', 'the', 'U.S.']],
  ['wait... -- really?! yes; ok', ['wait', '...', '--', 'really', '?', '!', 'yes', ';', 'ok']],
  ['ein Été, naïve\tcafé.', ['ein', 'Été', ',', 'naïve', 'café', '.']],
])('%j', (text, tokens) => {
  expect(tokenizeTreebank(text)).toEqual(tokens);
});
