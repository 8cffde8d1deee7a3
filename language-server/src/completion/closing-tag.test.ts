import { open } from '../testing/context';
import { closingTag } from './closing-tag';

async function closes(marked: string): Promise<string | undefined> {
  const { document, offset } = await open(marked);
  return closingTag(document, offset);
}

test.each([
  ['{{#if a}}█', '{{/if}}'],
  ['{{#if a}}█ text behind', '{{/if}}'],
  ['---\nmodel: a/b\n---\n{{#each items as |item|}}█', '{{/each}}'],
  ['{{~#unless a~}}█', '{{/unless}}'],
  ['{{#user}}█', '{{/user}}'],
  ['{{^user}}█', '{{/user}}'],
  ['{{#> layout a=1}}█', '{{/layout}}'],
  ['{{#if a}}{{#if b}}█{{/if}}', '{{/if}}'],
  ['{{#if a}}{{#each b}}█{{/if}}', '{{/each}}'],
  ['{{#if a}}{{#each b}}█{{else}}{{/if}}', '{{/each}}'],
  ['{{#if a}}█{{#if b}}{{/if}}', '{{/if}}'],
  ['{{#if a}}█{{! {{/if}} }}', '{{/if}}'],
  ['\\{{#if}} {{#if a}}█', '{{/if}}'],
])('%s is followed by %s', async (marked, expected) => {
  expect(await closes(marked)).toBe(expected);
});

test.each([
  '{{#if a}}█{{/if}}',
  '{{#if a}}█\n\ntext {{#if b}}x{{/if}}{{else}}\n{{/if}}',
  '{{#if a}}{{#each b}}█{{/each}}',
  '{{#if a}█}',
  '{{#if a}}text}}█',
  '{{name}}█',
  '{{/if}}█',
  '{{#if a}}{{else}}█',
  '{{#if a}}{{else if b}}█',
  '{{#if a}}{{name}}█',
  '{{#role "user"}}█',
  '{{!-- {{#if a}}█ --}}',
  '\\{{#if a}}█',
  '---\nname: "{{#if a}}█"\n---\n',
  '{{{{raw}}}}{{#if a}}█{{{{/raw}}}}',
])('%s is followed by nothing', async (marked) => {
  expect(await closes(marked)).toBeUndefined();
});
