/**
 * A word's stem by Porter's rules ("An algorithm for suffix stripping", 1980, https://tartarus.org/martin/PorterStemmer),
 * with the changes that NLTK makes by default and so `rouge-score` and NLTK's METEOR have: words of one or two letters and a
 * few irregular ones as they are listed, `-ies` and `-ied` of four letters end in `ie`, `y` becomes `i` only after a
 * consonant, and `-bli`, `-alli`, `-fulli`, `-logi` are shortened otherwise. The word is taken in lower case.
 */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  const irregular = IRREGULAR.get(lower);
  if (irregular !== undefined) return irregular;
  if (lower.length <= 2) return lower;
  return [plural, participle, finalY, doubleSuffix, derived, residual, finalE, finalL].reduce(
    (stemmed, step) => step(stemmed),
    lower,
  );
}

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
]);

/** A suffix, what it becomes, and of which stems (those with a measure above 0, if nothing is said). */
type Rule = readonly [suffix: string, becomes: string, holds?: (stem: string) => boolean];

/** The first rule whose suffix fits decides, also when it then does not hold. */
function apply(word: string, rules: readonly Rule[]): string {
  for (const [suffix, becomes, holds = (rest: string) => measure(rest) > 0] of rules) {
    if (!word.endsWith(suffix)) continue;
    const rest = word.slice(0, word.length - suffix.length);
    return holds(rest) ? rest + becomes : word;
  }
  return word;
}

const always = (): boolean => true;

/** Step 1a. */
function plural(word: string): string {
  if (word.endsWith('ies') && word.length === 4) return word.slice(0, -1);
  return apply(word, [
    ['sses', 'ss', always],
    ['ies', 'i', always],
    ['ss', 'ss', always],
    ['s', '', always],
  ]);
}

/** Step 1b. */
function participle(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return apply(word, [['eed', 'ee']]);
  const [, rest] = /^(.*)(?:ed|ing)$/.exec(word) ?? [];
  if (rest === undefined || !hasVowel(rest)) return word;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (endsDouble(rest)) return /[lsz]$/.test(rest) ? rest : rest.slice(0, -1);
  return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest;
}

/** Step 1c. */
function finalY(word: string): string {
  return apply(word, [['y', 'i', (rest) => rest.length > 1 && shape(rest).endsWith('c')]]);
}

const DOUBLE_SUFFIXES: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['fulli', 'ful'],
  ['logi', 'log', (rest) => measure(`${rest}l`) > 0],
];

/** Step 2. */
function doubleSuffix(word: string): string {
  const next = apply(word, DOUBLE_SUFFIXES);
  return word.endsWith('alli') && next !== word ? doubleSuffix(next) : next;
}

/** Step 3. */
function derived(word: string): string {
  return apply(word, [
    ['icate', 'ic'],
    ['ative', ''],
    ['alize', 'al'],
    ['iciti', 'ic'],
    ['ical', 'ic'],
    ['ful', ''],
    ['ness', ''],
  ]);
}

const long = (rest: string): boolean => measure(rest) > 1;
const longAfterST = (rest: string): boolean => long(rest) && /[st]$/.test(rest);
const RESIDUAL: readonly Rule[] = [
  ...['al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent'],
  ...['ion', 'ou', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize'],
].map((suffix): Rule => [suffix, '', suffix === 'ion' ? longAfterST : long]);

/** Step 4. */
function residual(word: string): string {
  return apply(word, RESIDUAL);
}

/** Step 5a. */
function finalE(word: string): string {
  return apply(word, [['e', '', (rest) => long(rest) || (measure(rest) === 1 && !endsShort(rest))]]);
}

/** Step 5b. */
function finalL(word: string): string {
  return apply(word, [['ll', 'l', (rest) => long(`${rest}l`)]]);
}

/** Each letter as `c` (consonant) or `v` (vowel); `y` is a vowel after a consonant. */
function shape(word: string): string {
  let letters = '';
  for (const letter of word)
    letters += 'aeiou'.includes(letter) || (letter === 'y' && letters.endsWith('c')) ? 'v' : 'c';
  return letters;
}

/** How often a consonant follows a vowel. */
function measure(word: string): number {
  return shape(word).split('vc').length - 1;
}

function hasVowel(word: string): boolean {
  return shape(word).includes('v');
}

function endsDouble(word: string): boolean {
  return word.length > 1 && word.at(-1) === word.at(-2) && shape(word).endsWith('c');
}

/** Consonant, vowel, and a consonant other than w, x, y; or in a word of two letters a vowel and a consonant. */
function endsShort(word: string): boolean {
  return (/[^wxy]$/.test(word) && shape(word).endsWith('cvc')) || shape(word) === 'vc';
}
