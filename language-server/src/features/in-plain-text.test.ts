import { inPlainText } from './in-plain-text';

const markdown = (value: string) => ({ kind: 'markdown', value });
const plain = (value: string) => ({ kind: 'plaintext', value });

test('Markdown loses its marks wherever it stands in an answer', () => {
  expect(
    inPlainText([
      { contents: markdown('**name**: `string`\n\nwho asks') },
      { label: 'x', documentation: markdown('**_a.prompt**\n\n```handlebars\n{{a}}\n```') },
    ]),
  ).toEqual([
    { contents: plain('name: string\n\nwho asks') },
    { label: 'x', documentation: plain('_a.prompt\n\n{{a}}') },
  ]);
});

test('everything else stays as it is', () => {
  const answer = { kind: 'full', items: [{ message: '`a` is **no** role', range: { start: 1 } }, null, 7] };
  expect(inPlainText(answer)).toEqual(answer);
  expect(inPlainText(null)).toBeNull();
});
