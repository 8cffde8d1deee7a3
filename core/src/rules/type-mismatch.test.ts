import { expectFindings, fixed, promptWith } from './testing';

const finds = (schema: string, template: string) =>
  expectFindings('type-mismatch', promptWith(schema, template));
const equals = (a: string, b: string) => `{{#ifEquals ${a} ${b}}}x{{/ifEquals}}`;

describe('type-mismatch', () => {
  it('reports comparisons that never hold', () => {
    finds(
      'n: number\ns?: string\nb: boolean',
      `${equals('n', '«"1"»')}${equals('n', '1')}${equals('s', '«1»')}${equals('s', '"1"')}`,
    );
    finds(
      'n: number\ns?: string\nb: boolean',
      `${equals('n', '«s»')}${equals('b', '«"true"»')}${equals('«"1"»', 'n')}`,
    );
    finds(
      't(enum): [a, b]',
      `${equals('t', '"a"')}${equals('t', '«"c"»')}{{#unlessEquals t «1»}}x{{/unlessEquals}}`,
    );
    finds('i: integer\na: any', `${equals('i', '1')}${equals('a', '"x"')}${equals('i', 'unknown')}`);
  });

  it('reports objects that are printed', () => {
    finds(
      'u: { a: string }\nxs(array): { a: string }\nys(array): string',
      '{{«u»}}{{«xs»}}{{ys}}{{u.a}}{{json u}}',
    );
  });

  it('reports numbers that are added up, because nothing makes them texts', () => {
    const schema = 'a: number\nb?: boolean\ns: string\nxs(array): number';
    finds(schema, '{{a}}{{!-- note --}}{{«b»}}{{s}}{{xs}}');
    finds(schema, 'Text {{a}}{{b}}{{s}}{{xs}}');
    finds(schema, '{{s}}{{a}}{{b}}{{xs}}');
    finds(schema, '{{a}} {{b}}{{s}}{{#if xs}}{{a}}{{«b»}}{{/if}}');
    finds(schema, '{{json a}}{{b}}{{s}}{{xs}}');
  });

  it('reports loops over no list', () => {
    finds(
      's: string\nxs(array): string\nu: { a: string }',
      '{{#each «s»}}x{{/each}}{{#each xs}}x{{/each}}{{#each u}}x{{/each}}',
    );
  });

  it('reports defaults of another type', () => {
    expectFindings(
      'type-mismatch',
      '---\ninput:\n  schema: { a: string, b: number, c?: string, d(enum): [x, y] }\n  default: { a: «1», b: «"2"», c: null, d: «z» }\n---\n{{a}}{{b}}{{c}}{{d}}',
    );
  });

  it.each([
    [promptWith('n: number', equals('n', '"1"')), promptWith('n: number', equals('n', '1'))],
    [promptWith('s: string', equals('s', '1')), promptWith('s: string', equals('s', '"1"'))],
    [promptWith('b: boolean', equals('b', '"true"')), promptWith('b: boolean', equals('b', 'true'))],
    [
      promptWith('t(enum): [formal]', equals('t', '"fromal"')),
      promptWith('t(enum): [formal]', equals('t', '"formal"')),
    ],
    [promptWith('u: { a: string }', '{{u}}'), promptWith('u: { a: string }', '{{json u}}')],
    [promptWith('a: number', '{{a}}{{a}}'), promptWith('a: number', '{{a}}{{json a}}')],
    [
      '---\ninput: { schema: { a: string }, default: { a: 1 } }\n---\n{{a}}',
      '---\ninput: { schema: { a: string }, default: { a: "1" } }\n---\n{{a}}',
    ],
  ])('repairs %j', (source, after) => {
    expect(fixed('type-mismatch', source)).toBe(after);
  });
});

describe('a value in YAML', () => {
  const prompt = (rest: string) =>
    `---\ninput:\n  schema:\n    n?: integer\n    s?: string\n    e?(enum): [red, green]\n    l?(array): { b: boolean }\n${rest}\n---\n{{n}}{{s}}{{e}}{{#each l}}{{b}}{{/each}}`;

  it.each([
    ['  default: { n: «1.5» }', 'The default of `n` should be integer.'],
    ['  default: { l: [{ b: «"yes"» }] }', 'The default of `l[0].b` should be boolean.'],
    ['prompthub.tests: [{ vars: { s: «5» } }]', 'The value of `s` should be string.'],
    ['prompthub.tests: [{ vars: { e: «gren» } }]', 'The value of `e` should be "red" | "green" | null.'],
    ['prompthub.tests: [{ vars: { l: «x» } }]', 'The value of `l` should be list of object.'],
    [
      'prompthub.tests:\n  - vars:\n      s:\n        «a: 1»\n        b: 2',
      'The value of `s` should be string.',
    ],
  ])('%s', (rest, message) =>
    expect(expectFindings('type-mismatch', prompt(rest))).toMatchObject([{ message }]),
  );

  it('may be empty, or stand in a file', () => {
    expectFindings(
      'type-mismatch',
      prompt('prompthub.tests: [{ vars: { n: , s: null, l: "file://x.json" } }]'),
    );
  });

  it.each([
    ['{ s: 1.50 }', '{ s: "1.50" }'],
    ['{ n: "5" }', '{ n: 5 }'],
    ['{ e: gren }', '{ e: "green" }'],
  ])('%s can be repaired', (before, after) => {
    const tests = (vars: string) => prompt(`prompthub.tests: [{ vars: ${vars} }]`);
    expect(fixed('type-mismatch', tests(before))).toBe(tests(after));
  });
});
