import { expectFindings, fixed, promptWith } from './testing';

const requiring = (names: string, marked: string) =>
  marked.replace('input:', `prompthub.requires: { schemas: [${names}] }\ninput:`);

it('is reported where the schemas are known, or the prompt says which there are', () => {
  const marked = requiring('Own', promptWith('a: «Tikcet», one\nb(array): Ticket\nc: Own', '{{a}}'));
  expect(expectFindings('missing-schema', marked, { schemas: ['Ticket'] })).toMatchObject([
    { message: 'There is no schema `Tikcet`. Did you mean `Ticket`?', severity: 'error' },
  ]);
  const declared = requiring('Ticket', promptWith('a: «Tikcet»\nb(array): Ticket', '{{a}}'));
  expect(expectFindings('missing-schema', declared)).toMatchObject([{ severity: 'warning' }]);
});

it('is reported elsewhere only when it is nearly a type', () => {
  expectFindings('missing-schema', promptWith('a: Tikcet\nb: «strng»', '{{a}}'));
  const output = '---\noutput: { schema: { a: «bolean» } }\n---\nHi {{x}}';
  expectFindings('missing-schema', output);
});

it('is repaired by the nearest name, or declared', () => {
  const source = promptWith('a: strng', '{{a}}');
  expect(fixed('missing-schema', source)).toBe(promptWith('a: string', '{{a}}'));
  expect(fixed('missing-schema', requiring('A', source), { title: 'Declare' })).toBe(
    requiring('strng, A', source),
  );
});
