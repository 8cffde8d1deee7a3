import { applyEdits } from '../format/apply-edits';
import { parse } from '../parse';
import { repairAll } from './repair-all';

const repaired = (source: string, code: string, choose = () => true): [string, number] => {
  const { edits, count } = repairAll(parse(source), code, { choose, partials: {} });
  return [applyEdits(source, edits), count];
};

test.each([
  [
    '---\ninput:\n  schema: { a: string, b: string, c: string }\n---\n{{a}}',
    '---\ninput:\n  schema: { a: string }\n---\n{{a}}',
    2,
  ],
  [
    '---\ninput:\n  schema:\n    a: string\n    b: string\n    c: string\n---\n{{b}}',
    '---\ninput:\n  schema:\n    b: string\n---\n{{b}}',
    2,
  ],
])('all inputs that nothing uses go', (source, expected, count) => {
  expect(repaired(source, 'unused-input')).toEqual([expected, count]);
});

test('all names that are not declared are added', () => {
  const source = '---\ninput:\n  schema: {}\n---\n{{first}} {{second}} {{first}}';
  const [after, count] = repaired(source, 'undefined-variable');
  expect(count).toBe(2);
  expect(parse(after).frontmatter?.value['input']).toEqual({ schema: { first: 'any', second: 'any' } });
});

test('what is not chosen stays', () => {
  const source = '---\ninput:\n  schema: { name: string }\n---\n{{nmae}}';
  expect(repaired(source, 'undefined-variable', () => false)).toEqual([source, 0]);
});
