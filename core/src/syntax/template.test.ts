import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import type { BlockStatement, PartialBlockStatement, Program, TemplateNode } from './ast';
import type { Range } from './positions';
import { parseTemplate } from './template';
import { arbitraryTemplate } from './template.arbitrary';
import { childrenOf, nodeAt, visit } from './visit';

const parse = (text: string) => parseTemplate(text, { start: 0, end: text.length });

/** The text, with what is wrong with it: `[message] at «text»`. */
function problemsOf(text: string): string[] {
  return parse(text).problems.map(({ message, range }) => `${message} @${range.start}-${range.end}`);
}

/** Statements follow each other without gaps in every program, and so do the tags and bodies of every block. */
function expectCoverage(program: Program): void {
  const check = (ranges: readonly Range[], { start, end }: Range) => {
    let at = start;
    for (const range of ranges) {
      // Plain comparison: `expect` is slow, and this runs a million times.
      if (range.start !== at) throw new Error(`a gap or overlap at ${at}`);
      at = range.end;
    }
    if (at !== end) throw new Error(`nothing covers ${at} to ${end}`);
  };
  visit(program, (node, parents) => {
    if (node.type === 'Program')
      check(
        node.body.map(({ range }) => range),
        node.range,
      );
    if (node.type === 'BlockStatement' || node.type === 'PartialBlockStatement')
      check(partsOf(node), node.range);
    const around = parents.at(-1)?.range ?? node.range;
    const isInside = around.start <= node.range.start && node.range.end <= around.end;
    if (!isInside) throw new Error(`${node.type} stands outside of its parent`);
  });
}

/** Tags and bodies in their order. The head of an `{{else if}}` belongs to the block that it begins. */
function partsOf(block: BlockStatement | PartialBlockStatement): Range[] {
  const { openRange, closeRange, program } = block;
  const { elseRange, inverse } = block.type === 'BlockStatement' ? block : {};
  const [only] = inverse?.body ?? [];
  const isChain = only?.type === 'BlockStatement' && only.chained;
  const parts = [openRange, program.range, isChain ? undefined : elseRange, inverse?.range, closeRange];
  return parts.filter((range) => range !== undefined).sort((a, b) => a.start - b.start || a.end - b.end);
}

describe('a tag that is being typed', () => {
  it.each([
    ['Hello {{', 'A name is expected here. @8-8'],
    ['{{#', 'A name is expected here. @3-3'],
    ['{{user.', 'A name is expected after this. @6-7'],
    ['{{> ', 'The name of a partial is expected here. @4-4'],
    ['{{json x indent=', 'A value is expected after `indent=`. @16-16'],
    ['{{#each items as |', 'A name is expected between the pipes. @14-18'],
    ['{{name', '`}}` is expected here. @6-6'],
    ['{{name}', '`}` cannot stand here. @6-7'],
    ['{{{name}}', '`}}}` is expected here. @7-9'],
    ['{{name}}}', '`}}` is expected here. @6-9'],
    ['{{role "system}} text', 'This text is not closed: the second quote is missing. @7-14'],
    ['{{json (lookup a b}}', 'The closing `)` is missing. @18-18'],
    ['{{else}}', '`{{else}}` stands outside of any block. @0-8'],
    ['{{/if}}', 'There is no open block that this could close. @0-7'],
    ['{{#if a}}x{{/fi}}', 'This does not close the open block: `{{/if}}` is expected. @10-17'],
    ['{{#if a}}x', 'This block is not closed: `{{/if}}` is missing. @0-9'],
    ['{{#if a}}{{#each b}}x{{/if}}', 'This block is not closed: `{{/each}}` is missing. @9-20'],
    ['{{*inline}}', 'Decorators are not part of the prompt language. @0-11'],
    ['{{!-- x }}', 'This comment is not closed. @0-10'],
    ['a\0b', 'A NUL character cannot stand in a template. @1-2'],
  ])('%j is reported once, at its place', (text, expected) => {
    const problems = problemsOf(text);
    expect(problems[0]).toBe(expected);
    expect(problems.filter((problem) => !problem.startsWith('This block is not closed'))).toHaveLength(
      expected.startsWith('This block') ? 0 : 1,
    );
  });

  it('does not swallow the lines below it', () => {
    const { program } = parse('Hi {{na\nand {{name}}');
    expect(program.body.map(({ type }) => type)).toEqual([
      'ContentStatement',
      'MustacheStatement',
      'ContentStatement',
      'MustacheStatement',
    ]);
  });

  it('keeps what was understood: the path before a dot, the block behind a broken head', () => {
    const { program } = parse('{{#each items as |}}{{user.{{/each}}');
    const [block] = program.body;
    if (block?.type !== 'BlockStatement') throw new Error('a block is expected');
    expect(block.closeRange).toEqual({ start: 27, end: 36 });
    expect(block.program.body[0]).toMatchObject({
      path: { original: 'user' },
      params: [
        { type: 'ErrorNode', text: '.' },
        { type: 'ErrorNode', text: '' },
      ],
    });
  });
});

describe('any text', () => {
  it('is covered by statements, broken or not', () => {
    fc.assert(
      fc.property(arbitraryTemplate, (text) => expectCoverage(parse(text).program)),
      { numRuns: 1500 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expectCoverage(parse(text).program)));
    const braces = fc.string({
      unit: fc.constantFrom(
        '{',
        '}',
        '~',
        '#',
        '/',
        '"',
        "'",
        '\\',
        '!',
        '-',
        '>',
        'a',
        ' ',
        '\n',
        '(',
        '|',
        '=',
        '[',
        ']',
        '.',
      ),
    });
    fc.assert(
      fc.property(braces, (text) => expectCoverage(parse(text).program)),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['nested blocks', '{{#a}}'.repeat(5000) + '{{/a}}'.repeat(5000)],
    ['unclosed blocks', '{{#a}}\n'.repeat(50_000)],
    ['a long chain of else if', `{{#if a}}${'{{else if b}}x'.repeat(20_000)}{{/if}}`],
    ['nested parentheses', `{{a ${'(b '.repeat(100_000)}c${')'.repeat(100_000)}}}`],
    ['open parentheses', `{{a ${'('.repeat(300_000)}`],
    ['open tags', '{{'.repeat(300_000)],
    ['open comments', '{{!-- '.repeat(100_000)],
    ['open strings', '{{a "\\"'.repeat(100_000)],
    ['open segments', '{{a [\\]'.repeat(100_000)],
    ['stray closing tags under many blocks', '{{#a}}'.repeat(20_000) + '{{/b}}'.repeat(20_000)],
    [
      'five megabytes of text and tags',
      'Some text with {{name}} and {{json (lookup a 1) indent=2}}.\n'.repeat(90_000),
    ],
  ])(
    'is read in linear time: %s',
    (_name, text) => {
      const { program } = parse(text);
      let nodes = 0;
      visit(program, () => void nodes++);
      expect(nodes).toBeGreaterThan(1);
    },
    20_000,
  );
});

describe('prefixes and single deletions of real prompts', () => {
  const corpus = readCorpus();
  if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);
  (corpus.absence === undefined ? it : it.skip)(
    'never throw and are covered',
    () => {
      const step = process.env['PROMPTHUB_FULL'] ? 1 : 37;
      for (const { text } of corpus.files) {
        for (let i = 0; i < text.length; i += step) {
          expectCoverage(parse(text.slice(0, i)).program);
          expectCoverage(parse(text.slice(0, i) + text.slice(i + 1)).program);
        }
      }
    },
    600_000,
  );
});

describe('nodeAt', () => {
  const types = (text: string): string[] => {
    const at = text.indexOf('█');
    return nodeAt({ template: parse(text.replace('█', '')).program }, at).map(({ type }) => type);
  };

  it('gives the chain down to the innermost node', () => {
    expect(types('a {{#if (eq us█er.name 1)}}b{{/if}}')).toEqual([
      'Program',
      'BlockStatement',
      'SubExpression',
      'PathExpression',
    ]);
    expect(types('{{json x indent=█}}')).toEqual([
      'Program',
      'MustacheStatement',
      'Hash',
      'HashPair',
      'ErrorNode',
    ]);
    expect(types('{{#if a}}b{{else}}{{c█}}{{/if}}')).toEqual([
      'Program',
      'BlockStatement',
      'Program',
      'MustacheStatement',
      'PathExpression',
    ]);
  });

  it('visits parents before children, with the way to the root', () => {
    const seen: string[] = [];
    const { program } = parse('{{#if a}}{{b}}{{/if}}');
    visit(program, (node: TemplateNode, parents) => void seen.push(`${parents.length}${node.type}`));
    expect(seen).toEqual([
      '0Program',
      '1BlockStatement',
      '2PathExpression',
      '2PathExpression',
      '2Program',
      '3MustacheStatement',
      '4PathExpression',
    ]);
    expect(childrenOf(program)).toHaveLength(1);
  });
});
