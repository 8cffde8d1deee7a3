import { expectFindings, fixed } from './testing';

const prompt = (output: string) => `---\noutput: ${output}\n---\nHi {{x}}`;
const found = (output: string) => expectFindings('output-format', prompt(output));

it.each([
  ['{ format: «jsn», schema: { a: string } }', 'Is `jsn` a format of your host? Did you mean `json`?'],
  ['{ format: «text», schema: { a: string } }', '`format: text` ignores the schema, which describes JSON.'],
  ['{ format: «media», schema: string }', '`format: media` ignores the schema, which describes JSON.'],
  ['{ format: «array», schema: { a: string } }', '`format: array` wants a schema of a list.'],
  ['{ format: «jsonl», schema: string }', '`format: jsonl` wants a schema of a list.'],
  ['{ format: «enum», schema: integer }', '`format: enum` wants a schema of a text with choices.'],
])('%s', (output, message) => expect(found(output)).toMatchObject([{ message, severity: 'warning' }]));

it.each([
  '{ format: json, schema: { a: string } }',
  '{ format: json, schema: string }',
  '{ schema: { a: string } }',
  '{ format: text }',
  '{ format: csv, schema: { a: string } }',
  '{ format: array, schema: { type: array, items: { type: string } } }',
  '{ format: enum, schema: { type: string, enum: [a, b] } }',
  '{ format: array, schema: Named }',
  '{ format: }',
  'json',
])('says nothing of %s', (output) => void found(output));

it('makes JSON of it, or takes the schema away', () => {
  const source = prompt('{ format: text, schema: { a: string } }');
  expect(fixed('output-format', source)).toBe(prompt('{ format: json, schema: { a: string } }'));
  expect(fixed('output-format', source, { title: 'Remove' })).toBe(prompt('{ format: text }'));
});
