import { parse, partialReferences } from '@prompthub/core';
import { readCorpus } from '@prompthub/test-fixtures';
import { summaryOf } from './prompt-summary';

test.each([
  [
    '{{> a}}{{>b}}{{~> c ~}}{{#> d}}x{{/d}}{{> mail/e x=1}}{{> "f g"}}{{> a}}',
    ['a', 'b', 'c', 'd', 'mail/e', 'f g'],
  ],
  ['{{> (lookup . "x")}} {{a}} > b', []],
  ['{{!-- {{> comment}} --}}', ['comment']],
])('the partials of %s', (text, partials) => {
  expect(summaryOf(text).partials).toEqual(partials);
});

test.each([
  ['name: greet', { name: 'greet' }],
  ['name: "greet: all" # x', { name: 'greet: all' }],
  ['name: two words # not this', { name: 'two words' }],
  ['input: { name: x }', { name: undefined }],
  ['prompthub.meta: { stability: deprecated, replacedBy: hello }', { deprecated: true, replacedBy: 'hello' }],
  [
    "prompthub.meta:\n  stability: 'deprecated'\n  replacedBy: 'mail/hello'",
    { deprecated: true, replacedBy: 'mail/hello' },
  ],
  ['prompthub.meta: { stability: stable }', { deprecated: false, replacedBy: undefined }],
])('what others need to know of the frontmatter %s', (yaml, expected) => {
  expect(summaryOf(`---\n${yaml}\n---\nHi`)).toMatchObject(expected);
});

const corpus = readCorpus();
if (corpus.absence)
  console.warn(`Summaries are compared with the parser on the samples alone: ${corpus.absence}`);
const templates = [
  ...corpus.files.map(({ text }) => text),
  '{{#if a}}{{> x}}{{else}}{{#> "y z" b=c}}{{> q}}{{/"y z"}}{{/if}}',
];

test('no partial that the parser sees is missed', () => {
  for (const text of templates) {
    const { partials } = summaryOf(text);
    for (const { name } of partialReferences(parse(text))) expect(partials).toContain(name);
  }
});
