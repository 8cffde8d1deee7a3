import fc from 'fast-check';
import { applyEdits } from '../format/apply-edits';
import { parse } from '../parse';
import { addTest } from './add-test';

const test_ = { description: 'one: more', vars: { name: 'Ada\nL', xs: [1, { a: null }] } };
const added = (source: string): string | undefined => {
  const edits = addTest(parse(source), test_);
  return edits && applyEdits(source, edits);
};

test.each([
  [
    '---\nname: a\n---\nHi',
    '---\nname: a\nprompthub.tests:\n  - description: "one: more"\n    vars: { name: "Ada\\nL", xs: [ 1, { a: null } ] }\n---\nHi',
  ],
  [
    '---\nprompthub.tests:\n- description: first\n\nname: a\n---\nHi',
    '---\nprompthub.tests:\n- description: first\n- description: "one: more"\n  vars: { name: "Ada\\nL", xs: [ 1, { a: null } ] }\n\nname: a\n---\nHi',
  ],
])('behind what is there', (source, expected) => {
  expect(added(source)).toBe(expected);
});

test.each([
  'Hi',
  '---\nprompthub.tests: [ { vars: {} } ]\n---\nHi',
  '---\na: [\n---\n',
  '---\nprompthub.tests: x\n---\nHi',
])('no room in %j', (source) => {
  expect(added(source)).toBeUndefined();
});

test('any values come back as they were', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.jsonValue()),
      fc.string(),
      (vars, description) => {
        const source = '---\nmodel: a/b\nprompthub.tests:\n  - vars: { a: 1 } # note\n---\nHi';
        const edits = addTest(parse(source), { vars, description });
        if (!edits) throw new Error('no room');
        const { value } = parse(applyEdits(source, edits)).frontmatter ?? {};
        expect(JSON.stringify(value?.['prompthub.tests'])).toBe(
          JSON.stringify([{ vars: { a: 1 } }, { description, vars }]),
        );
      },
    ),
  );
});
