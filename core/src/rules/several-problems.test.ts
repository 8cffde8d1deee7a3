import { check } from '../check';
import { unmark } from './testing';

/** All lists of up to three different elements. */
function arrangements<T>(elements: readonly T[]): T[][] {
  const pairs = elements.flatMap((a) => elements.filter((b) => b !== a).map((b) => [a, b]));
  const triples = pairs.flatMap(([a, b]) =>
    elements.filter((c) => c !== a && c !== b).map((c) => [a, b, c] as T[]),
  );
  return [...elements.map((a) => [a]), ...pairs, ...triples];
}

function expectExactly(code: string, marked: string): void {
  const { source, ranges } = unmark(marked);
  const found = check(source, { partials: {} }).diagnostics;
  expect(
    found.map((each) => [each.code, source.slice(each.range.start, each.range.end), each.range]),
  ).toEqual(ranges.map((range) => [code, source.slice(range.start, range.end), range]));
}

describe('several mistakes in one frontmatter are reported, each at its place', () => {
  const mistakes = [
    'zzz.a: «b»: c',
    'zzz.b: «`»x',
    'zzz.c: «[»a, b',
    'zzz.c2: «{» a: 1',
    'zzz.c3: «[»\n  a,\n  b',
    '«zzz.d»',
    '«zzz.e:f»',
    'zzz.f: "g" «h»',
    'zzz.h: x\n  «i»: 1',
    'zzz.j:\n   k: 1\n  «l»: 2',
    'zzz.m:\n«\t»n: 1',
    'zzz.o: «*p»',
  ];

  it.each(
    arrangements(mistakes.slice(0, 11)).map((list) =>
      list.join('\nzzz.fine: 1\n').replace(/zzz.fine/g, 'fine.one'),
    ),
  )('%s', (lines) => {
    let count = 0;
    const yaml = lines.replace(/fine\.one/g, () => `fine.n${count++}`);
    expectExactly('yaml-syntax', `---\nmodel: x\n${yaml}\n---\nHi {{x}}`);
  });

  it('an unknown alias, and a text that never ends', () => {
    expectExactly('yaml-syntax', '---\nzzz.o: «*p»\nmodel: x\n---\nHi {{x}}');
    expectExactly('yaml-syntax', '---\nzzz.a: «b»: c\nmodel: «"x»\nname: y\n---\nHi {{x}}');
  });
});

describe('several mistakes in one template are reported, each at its place', () => {
  const mistakes = [
    '«{{/zzz}}»',
    '{{#if a}}x«{{/each}}»',
    '{{> «}}»',
    '{{json x indent=«}}»',
    '{{{a«}}»',
    '{{a«}}}»',
    '{{json «"x»}}\n',
    '{{#if a}}{{else}}«{{else}}»{{/if}}',
    '{{json (lookup x y«}}»',
  ];
  it('an else without a block', () => expectExactly('template-syntax', '«{{else}}»a{{#if b}}«{{/each}}»'));

  it.each(arrangements(mistakes).map((list) => list.join('\nfine {{b}}\n')))('%s', (template) => {
    expectExactly('template-syntax', template);
  });
});

it('the entry behind a value with more text is not blamed for it', () => {
  const schema =
    'input:\n  schema:\n    style?: "formal" «|» "casual"\n    words?: integer, at most\n    name: string';
  expectExactly('yaml-syntax', `---\n${schema}\n---\nHi\n`);
});
