/** Figures that the references' own documentation and tests publish, each with where it stands. */

const bites = [
  { text: 'The dog bit the man.', references: ['The dog bit the man.', 'The dog had bit the man.'] },
  { text: "It wasn't surprising.", references: ['It was not unexpected.', 'No one was surprised.'] },
  {
    text: 'The man had just bitten him.',
    references: ['The man bit him first.', 'The man had bitten the dog.'],
  },
];
const kenobi = [
  { text: 'hello there general kenobi', references: ['hello there general kenobi', 'hello there !'] },
  { text: 'on our way to ankh morpork', references: ['goodbye ankh morpork', 'ankh morpork'] },
];

/** sacreBLEU: test/test_bleu.py and test/test_sentence_bleu.py; the third from Hugging Face's card of it. */
export const corpusBleuFigures = [
  { corpus: bites, options: {}, score: 48.530827 },
  { corpus: bites, options: { tokenize: 'none' }, score: 49.1919566 },
  { corpus: kenobi, options: {}, score: 39.76353643835252 },
  { corpus: bites.map(({ references }) => ({ text: '', references })), options: {}, score: 0 },
] as const;

const sugar = {
  text: 'Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;',
  references: ['producţia de zahăr brut se exprimă în zahăr alb;'],
};

/** sacreBLEU: test/test_sentence_bleu.py (three digits). */
export const sentenceBleuFigures = [
  { ...sugar, tokenize: '13a', score: 8.493 },
  { ...sugar, tokenize: 'none', score: 7.347 },
  { text: 'this is a cat', references: ['okay thanks'], tokenize: '13a', score: 0 },
] as const;

const cats = [
  {
    text: 'The relationship between cats and dogs is not exactly friendly.',
    references: ['The relationship between dogs and cats is not exactly friendly.'],
  },
  {
    text: 'a good bookshop is just a genteel black hole that knows how to read.',
    references: ['A good bookshop is just a genteel Black Hole that knows how to read.'],
  },
];
const pair = (text: string, reference: string) => [{ text, references: [reference] }];
const friends = pair(
  'Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.',
  'Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.',
);
const risk = pair(
  'risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .',
  'risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .',
);

/** Hugging Face's card of sacreBLEU's chrF (the first three), and sacreBLEU: test/test_chrf.py. */
export const chrfFigures = [
  { corpus: cats, options: {}, score: 84.64214891738334 },
  { corpus: cats, options: { wordOrder: 2 }, score: 82.87263732906315 },
  { corpus: cats, options: { wordOrder: 2, lowercase: true }, score: 92.12853119829202 },
  { corpus: friends, options: { beta: 3, whitespace: true }, score: 67.3481606 },
  { corpus: risk, options: { beta: 3, whitespace: true }, score: 65.2414427 },
  { corpus: risk, options: { beta: 3, epsilonSmoothing: true }, score: 63.36173 },
  {
    corpus: pair(
      'Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.',
      'Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, připomněli.',
    ),
    options: { epsilonSmoothing: true },
    score: 57.15704367,
  },
  { corpus: pair('aa', 'ab'), options: { beta: 3 }, score: 25 },
  { corpus: pair('aa', 'ab'), options: { beta: 3, epsilonSmoothing: true }, score: 100 / 12 },
  { corpus: pair('a b c', 'abc'), options: { beta: 3, epsilonSmoothing: true }, score: 50 },
  { corpus: [...pair('a', 'a'), ...pair('b', 'c')], options: { beta: 3 }, score: 50 },
  { corpus: pair('', 'reference'), options: { beta: 3 }, score: 0 },
] as const;
