import { Dotprompt } from 'dotprompt';
import fc from 'fast-check';
import { parseFrontmatter } from './frontmatter';

const dotprompt = new Dotprompt();

/** The codes of the problems, and the text under each. */
function problemsOf(source: string) {
  return parseFrontmatter(source).problems.map(({ code, range }) => [
    code,
    source.slice(range.start, range.end),
  ]);
}

function body(source: string): string {
  const { start, end } = parseFrontmatter(source).templateRange;
  return source.slice(start, end);
}

function repaired(source: string): string {
  const fix = parseFrontmatter(source).problems.find((problem) => problem.fix)?.fix;
  if (!fix) throw new Error('no fix');
  return source.slice(0, fix.range.start) + fix.newText + source.slice(fix.range.end);
}

describe('parseFrontmatter', () => {
  it('reads the value and places every key and value exactly', () => {
    const source =
      '---\nmodel: a/b\ninput:\n  schema:\n    name?: string, who\nlist: [one, two]\n---\n\n Hi \n';
    const { frontmatter } = parseFrontmatter(source);
    const text = (path: (string | number)[]) => {
      const entry = frontmatter?.entry(path);
      const slice = (range?: { start: number; end: number }) => range && source.slice(range.start, range.end);
      return entry && [slice(entry.key), slice(entry.value)];
    };
    expect(frontmatter?.value).toMatchObject({ model: 'a/b', list: ['one', 'two'] });
    expect(text(['model'])).toEqual(['model', 'a/b']);
    expect(text(['input', 'schema', 'name?'])).toEqual(['name?', 'string, who']);
    expect(text(['list', 1])).toEqual([undefined, 'two']);
    expect(text(['nope', 'x'])).toBeUndefined();
    expect(body(source)).toBe('Hi');
  });

  it.each([
    ['line feeds', '---\nmodel: x\n---\nHi'],
    ['carriage returns', '---\r\nmodel: x\r\n---\r\nHi'],
    ['blanks after the dashes', '---  \nmodel: x\n--- \t\nHi'],
    ['a licence comment above', '# Copyright\n# Apache\n\n---\nmodel: x\n---\nHi'],
    ['blank lines above', '\n\n---\nmodel: x\n---\nHi'],
  ])('recognises frontmatter with %s', (_, source) => {
    expect(parseFrontmatter(source).frontmatter?.value).toEqual({ model: 'x' });
    expect(problemsOf(source)).toEqual([]);
    expect(body(source)).toBe('Hi');
  });

  it.each([
    ['plain text', 'Hi there\n'],
    ['a Markdown rule', '---\nHello there\n'],
    ['a title and rules', '# Title\n\n---\n\nSome text.\n\n---\n\nMore.'],
    ['dashes while typing', '---\n'],
    ['a file that is asked for', 'Write it so:\n---\ntitle: x\nmodel: y\n---\nText'],
    ['an example', 'Write a prompt like this one:\n\n---\nmodel: y\n---\nText'],
    ['an example in a fence', 'Write so.\n```\n---\nmodel: y\n---\n```\nText'],
    ['a title block', 'Write it so:\n---\nname: x\ndescription: y\n---\nText'],
    ['frontmatter in a comment', '{{!--\n---\nmodel: x\n---\n--}}\nHi'],
    ['YAML without its opening dashes', 'model: x\n---\nconfig: {}\n---\nHi'],
    ['nothing', ''],
  ])('takes %s for a template without frontmatter', (_, source) => {
    expect(parseFrontmatter(source)).toEqual({
      frontmatter: undefined,
      templateRange: { start: 0, end: source.length },
      problems: [],
    });
  });

  it.each([
    ['frontmatter-unclosed', '---\nmodel: x\nconfig:\n  a: 1\n{{role "user"}}\nHi', '---'],
    ['frontmatter-no-newline', '---\nmodel: x\n---', '---'],
    ['frontmatter-empty', '---\n---\nHi', '---\n---'],
    ['frontmatter-empty', '---\n\n\n---\nHi', '---\n\n\n---'],
    ['frontmatter-not-first', '{{! c }}\n---\nmodel: x\n---\nHi', '---'],
    ['frontmatter-not-first', '{{!-- a\n---\n--}}\r\n\r\n--- \r\nmodel: x\r\n---', '---'],
    ['frontmatter-not-first', 'For support.\n---\nname: n\nprompthub.meta: { owner: me }\n---\nHi', '---'],
    ['frontmatter-not-first', '\uFEFF{{!c}}\n---\ninput:\n  schema: { a: string }\n---\nHi', '---'],
    ['frontmatter-bom', '\uFEFF---\nmodel: x\n---\nHi', '\uFEFF'],
  ])('reports %s, which Dotprompt does not recognise either, and repairs it', (code, source, under) => {
    expect(problemsOf(source)).toEqual([[code, under]]);
    expect(dotprompt.parse(source).raw).toBeUndefined();
    const after = repaired(source);
    expect(problemsOf(after)).toEqual([]);
    expect(parseFrontmatter(after).frontmatter?.value).toEqual(dotprompt.parse(after).raw);
  });

  it('closes unclosed frontmatter before the first line that cannot be YAML', () => {
    expect(repaired('---\nmodel: x\n\nHello {{name}}\n')).toBe('---\nmodel: x\n---\n\nHello {{name}}\n');
    expect(repaired('---\r\nmodel: x')).toBe('---\r\nmodel: x\r\n---\r\n');
  });

  it('reports several YAML errors with exact ranges', () => {
    expect(problemsOf('---\nname: a: b\nvariant: @x\nversion: 1\nversion: 2\n---\nHi')).toEqual([
      ['yaml-syntax', 'a'],
      ['yaml-syntax', '@'],
      ['duplicate-key', 'version'],
    ]);
  });

  it.each(['name: a: b', 'variant: @x', 'config:\n\tx: 1', 'description: use `x`: y'])(
    'repairs %j',
    (yaml) => {
      expect(problemsOf(repaired(`---\n${yaml}\n---\nHi`))).toEqual([]);
    },
  );

  it('reports frontmatter that is not a map', () => {
    expect(problemsOf('---\njust words\n---\nHi')).toEqual([['frontmatter-not-a-map', 'just words']]);
  });

  it('splits generated files as Dotprompt does, or reports a problem', () => {
    const line = fc.constantFrom(
      '---',
      '--- ',
      '',
      ' ',
      'a: 1',
      'b: {x: 1}',
      '{{x}}',
      'text',
      '----',
      'c:',
      '  d: 2',
    );
    const newline = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(line, newline), { maxLength: 9 }), (lines) => {
        const source = `---\n${lines.map((pair) => pair.join('')).join('')}`;
        const spy = jest.spyOn(console, 'error').mockImplementation(() => undefined);
        const expected = dotprompt.parse(source);
        spy.mockRestore();
        const result = parseFrontmatter(source);
        if (result.problems.length > 0) return;
        expect(body(source)).toBe(expected.template);
        expect(result.frontmatter?.value ?? undefined).toEqual(expected.raw);
      }),
      { numRuns: 2000 },
    );
  });

  it('survives any text, cut anywhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const source = `---\n${text}\n---\n${text}`;
        for (const { range } of parseFrontmatter(source).problems)
          expect(range.end).toBeGreaterThan(range.start);
      }),
    );
  });

  it.each([
    [
      'an alias bomb',
      `a: &a [x,x]\n${'bcdefghij'.replace(/./g, (c) => `${c}: &${c} [${`*${String.fromCharCode(c.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
    ],
    ['a circle', 'a: &a [1, *a]'],
    ['an unknown alias', 'a: *nope'],
    ['deep nesting', `a: ${'['.repeat(5000)}`],
    ['two megabytes', `a: ${'x'.repeat(2e6)}`],
  ])('reports %s once, and reads nothing', (_, yaml) => {
    const { frontmatter, problems } = parseFrontmatter(`---\n${yaml}\n---\nHi`);
    expect(problems.map(({ code }) => code)).toEqual(['yaml-syntax']);
    expect(frontmatter?.value).toEqual({});
  });
});
