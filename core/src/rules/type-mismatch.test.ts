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
    [
      '---\ninput: { schema: { a: string }, default: { a: 1 } }\n---\n{{a}}',
      '---\ninput: { schema: { a: string }, default: { a: "1" } }\n---\n{{a}}',
    ],
  ])('repairs %j', (source, after) => {
    expect(fixed('type-mismatch', source)).toBe(after);
  });
});
