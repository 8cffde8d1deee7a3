import { nodeAt, parse, visit } from '@prompthub/core';
import { readCorpus } from '@prompthub/test-fixtures';
import { cursor } from '../testing/cursor';
import { isClosed, templatePlace } from './template-place';

const { files, absence } = readCorpus();
const samples = [
  '{{#if a}}x{{else if b}}{{#each c as |d|}}y{{/each}}{{else}}z{{/if}} {{~#with a~}}{{! {{#no}} }}q{{~/with~}}',
  '\\{{#if a}} \\\\{{#if b}}x{{/if}} {{!-- }} {{#if}} --}}{{#a.b}}{{^}}{{/a.b}}{{^c}}{{role "}}{{#if"}}{{/c}}',
  '{{{{raw}}}} {{#if a}} {{{{/raw}}}} {{#> layout}}x{{/layout}} {{{a}}}{{#if a}}{{{b}}}{{/if}}',
];
if (absence) console.warn(`Open blocks: tested on the built-in samples alone (${absence}).`);

test('the blocks that are open at each place of a text are those of its tree', () => {
  let compared = 0;
  for (const text of [...samples, ...files.map((file) => file.text)]) {
    const tree = parse(text);
    if (tree.problems.length > 0 || tree.dialect !== 'dotprompt') continue;
    const texts: number[] = [];
    visit(tree.template, ({ type, range }) => {
      if (type === 'ContentStatement' && range.end > range.start + 1)
        texts.push((range.start + range.end) >> 1);
    });
    for (const offset of texts) {
      const expected = nodeAt(tree, offset).flatMap((node) => {
        if (node.type === 'PartialBlockStatement')
          return [text.slice(node.name.range.start, node.name.range.end)];
        const isBlock = node.type === 'BlockStatement' && !node.chained;
        return isBlock ? [text.slice(node.path.range.start, node.path.range.end)] : [];
      });
      const { blocks, tag } = templatePlace(text, tree.templateRange.start, offset);
      // Raw blocks are blocks of the tree, and inert here.
      if (tag !== undefined && text.startsWith('{{{{', tag)) continue;
      expect({ offset, tag, names: blocks.map(({ name }) => name) }).toEqual({
        offset,
        tag: undefined,
        names: expected,
      });
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(absence ? 5 : 300);
});

test.each([
  ['{{#if a}}{{else}}█', '{{#if a}}{{else}}'],
  ['{{#if a\n{{#each b}}█', '{{#if a\n}}{{#each b}}'],
  ['{{#if a}}{{#each b}}{{/if}}█', ''],
  ['{{#if a}}{{/each}}█', '{{#if a}}'],
  ['{{#each a as |b|}}{{^}}█{{/each}}', '{{#each a as |b|}}{{^}}'],
  ['{{#if a}}{{role "x }}\n█', '{{#if a}}'],
])('%j has open %j', (marked, expected) => {
  const { text, offset } = cursor(marked);
  expect(
    templatePlace(text, 0, offset)
      .blocks.map(({ tags }) => tags)
      .join(''),
  ).toBe(expected);
});

test.each([
  ['{{#if a}}█{{/if}}', true],
  ['{{#if a}}█', false],
  ['{{#if a}}{{#if b}}█{{/if}}', false],
  ['{{#if a}}{{#each b}}█{{/if}}', false],
  ['{{#if a}}{{#each b}}█{{/each}}', true],
  ['{{#if a}}█{{#if b}}{{/if}}{{else}}{{/if}}', true],
  ['{{#if a}}█{{!-- {{/if}} --}}', false],
  ['█', true],
])('%j is closed: %s', (marked, expected) => {
  const { text, offset } = cursor(marked);
  expect(isClosed(text, offset, templatePlace(text, 0, offset).blocks)).toBe(expected);
});
