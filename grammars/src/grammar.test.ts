import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadGrammar, scopesOf, tokenize } from './testing/tokenize';

const examples = join(__dirname, '../../examples/support-desk');

/** One line for each token: its text, and the scopes that are not common to all. */
async function snapshot(text: string): Promise<string> {
  const lines = await tokenize(text);
  return lines
    .map(({ line, tokens }) =>
      [`> ${line}`, ...tokens.map(({ text, scopes }) => `  ${JSON.stringify(text)}  ${scopes}`)].join('\n'),
    )
    .join('\n');
}

describe('the examples', () => {
  const files = readdirSync(examples).filter((file) => file.endsWith('.prompt'));
  it.each(files)('%s', async (file) => {
    expect(await snapshot(readFileSync(join(examples, file), 'utf8'))).toMatchSnapshot();
  });
});

describe('hard cases', () => {
  const cases: Record<string, string> = {
    'comments before the frontmatter, and a heading after it':
      '# licence\n\n---\nmodel: x\n---\n# Heading\n---\nHi {{name}}',
    'a rule in Markdown is no frontmatter': 'Hi\n---\nmodel: x\n---\n{{name}}',
    'picoschema of every kind':
      '---\ninput:\n  schema:\n    a: string, what it is\n    b?: integer\n    c(array, all of them): string\n    d?(object):\n      e: any\n    f(enum): [x, y]\n    (*): number\n    g: { h: string, i?: boolean }\n    j: Other\n---\n',
    'a value that looks like a type':
      '---\nconfig: { stop: ["string"] }\ndescription: any string will do\n---\n',
    'blocks, else and block parameters':
      '{{#each items as |item index|}}{{item.name}} {{@index}}{{else if (lookup a "b")}}x{{^}}y{{/each}}',
    'whitespace control': '{{~#if a~}} x {{~else~}} y {{~/if~}} {{~name~}}',
    'helpers with arguments':
      '{{role "system"}}{{history}}{{media url=photo contentType="image/png"}}{{json value indent=2}}{{shout name}}',
    partials: '{{> card name=user.name}}{{>dir/card}}{{#> layout}}x{{/layout}}{{> (lookup . "x")}}',
    'literals and paths':
      '{{f 1 -2.5 true null undefined "a\\"b" \'c\'}}{{../a.b}}{{this}}{{.}}{{a.[b c].d}}{{@root.x}}{{@../index}}',
    comments: '{{! short }}{{!-- long }} still --}}{{!-- over\nlines --}}x',
    'raw, unescaped and escaped': '{{{{raw}}}} {{x}} {{{{/raw}}}}{{{html}}}{{&html}}\\{{not}}',
    'text like Markdown': '## Title {{x}}\n- item **bold** `code`\n1. one\n> quote\n**a {{b}} c**',
    'names that begin like keywords':
      '{{#iffy}}{{/iffy}}{{#if-x y}}{{/if-x}}{{elsewhere}}{{thisOne}}{{truest}}',
  };
  it.each(Object.entries(cases))('%s', async (_name, text) => {
    expect(await snapshot(text)).toMatchSnapshot();
  });
});

describe('while somebody types', () => {
  it.each([
    'Hi {{',
    'Hi {{na',
    'Hi {{#if',
    'Hi {{#if a',
    'Hi {{> ',
    'Hi {{role "sys',
    'Hi {{f (g',
    'Hi {{{x',
    'Hi {{/',
  ])('%s does not spill over the next expression', async (text) => {
    const lines = await tokenize(`${text}\nplain {{name}} text\n`);
    expect(scopesOf(lines[1], 'name')).toMatch(
      /^variable\.other\.handlebars|meta\.template\.expression.*variable\.other/,
    );
    expect(scopesOf(lines[1], ' text')).toBe('');
  });

  it('does not spill over a blank line', async () => {
    const lines = await tokenize('Hi {{name\n\nplain text');
    expect(scopesOf(lines[2], 'plain text')).toBe('');
  });

  it('covers every character of any text, and ends', async () => {
    const grammar = await loadGrammar();
    const piece = fc.constantFrom(
      '---\n',
      '{{',
      '}}',
      '{{#if ',
      '{{/',
      '"',
      '(',
      '\n',
      'a: string\n',
      '{{!--',
      '\\',
      'x',
      '@',
      '|',
      '~',
      '# h\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const covered = grammar(text).map(({ tokens }) => tokens.map((token) => token.text).join(''));
        expect(covered.join('\n')).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
