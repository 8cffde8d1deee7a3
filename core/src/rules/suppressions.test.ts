import { check } from '../check';
import { checkTests } from '../check-tests';
import { expectFindings, fixed } from './testing';

const codesOf = (source: string) => check(source).diagnostics.map(({ code }) => code);
const UNKNOWN = 'unused-suppression';

describe('a comment silences', () => {
  it.each([
    ['the next line', '{{!-- prompthub-disable-next-line unknown-role --}}\n{{role "x"}}', []],
    ['every code when it names none', '{{! prompthub-disable-next-line }}\n{{role "x"}}', []],
    ['with a reason', '{{!-- prompthub-disable-next-line unknown-role -- known --}}\n{{role "x"}}', []],
    [
      'not what has another code',
      '{{!-- prompthub-disable-next-line unused-input --}}\n{{role "x"}}',
      [UNKNOWN, 'unknown-role'],
    ],
    [
      'not the line after the next',
      '{{!-- prompthub-disable-next-line unknown-role --}}\n\n{{role "x"}}',
      [UNKNOWN, 'unknown-role'],
    ],
    [
      'in the frontmatter, behind #',
      '---\n# prompthub-disable-next-line dropped-key\ntemperature: 1\ntopP: 1\n---\nHi',
      ['dropped-key'],
    ],
    ['nothing behind # in the template', '# prompthub-disable unknown-role\n{{role "x"}}', ['unknown-role']],
    [
      'nothing in mustaches in the frontmatter',
      '---\nfoo: "{{! prompthub-disable }}"\n---\nHi',
      ['dropped-key'],
    ],
    ['a whole file', '{{role "y"}}\n{{! prompthub-disable unknown-role }}\n{{role "x"}}', []],
    ['a whole file, from its frontmatter', '---\n# prompthub-disable\nfoo: 1\n---\n{{role "x"}}', []],
    [
      'a whole file for one code only',
      '---\n# prompthub-disable unknown-role\nfoo: 1\n---\n{{role "x"}}',
      ['dropped-key'],
    ],
  ])('%s', (_, source, codes) => expect(codesOf(source)).toEqual(codes));

  it('in a file of tests', () => {
    const options = { assertions: ['contains'] };
    const found = (text: string) => checkTests(text, options).map(({ code }) => code);
    const line = '- assert: [{ type: x }]\n';
    expect(found(`# prompthub-disable-next-line unknown-assertion\n${line}${line}`)).toEqual([
      'unknown-assertion',
    ]);
    expect(found(`# prompthub-disable unknown-assertion\n${line}${line}`)).toEqual([]);
    expect(found(`# prompthub-disable block-role\n- vars: {}\n`)).toEqual([UNKNOWN]);
    expect(found(`# prompthub-disable invalid-test\n- vars: {}\n`)).toEqual([]);
  });
});

describe(UNKNOWN, () => {
  it('points at each code that is of no use', () => {
    expectFindings(
      UNKNOWN,
      '{{!-- prompthub-disable-next-line «unused-input», unknown-role, «block-role» -- why --}}\n{{role "x"}}',
    );
    expectFindings(UNKNOWN, 'a\n{{! «prompthub-disable» }}');
  });

  it('asks whether another code was meant', () => {
    const source = '{{! prompthub-disable unknown-rol }}{{role "x"}}';
    const [found] = expectFindings(UNKNOWN, '{{! prompthub-disable «unknown-rol» }}{{role "x"}}');
    expect(found?.message).toBe('There is no diagnostic `unknown-rol`. Did you mean `unknown-role`?');
    expect(fixed(UNKNOWN, source)).toBe('{{! prompthub-disable unknown-role }}{{role "x"}}');
  });

  it('says nothing where the rule could not look', () => {
    expectFindings(UNKNOWN, '{{! prompthub-disable missing-partial }}{{>a}}');
    expectFindings(UNKNOWN, '{{! prompthub-disable «missing-partial» }}{{>a}}', { partials: { a: '' } });
    expectFindings(UNKNOWN, '{{! prompthub-disable block-role }}{{#if x}}');
    expectFindings(
      UNKNOWN,
      '---\nprompthub.lint: { block-role: off }\n---\n{{! prompthub-disable block-role }}',
    );
  });

  it.each([
    ['a\n  {{!-- prompthub-disable block-role -- old --}}  \nb', 'a\nb'],
    ['a {{! prompthub-disable }} b', 'a  b'],
    ['---\n# prompthub-disable-next-line dropped-key\nmodel: x\n---\nHi', '---\nmodel: x\n---\nHi'],
    [
      '{{! prompthub-disable block-role, unknown-role }}{{role "x"}}',
      '{{! prompthub-disable unknown-role }}{{role "x"}}',
    ],
    [
      '{{! prompthub-disable unknown-role, block-role }}{{role "x"}}',
      '{{! prompthub-disable unknown-role }}{{role "x"}}',
    ],
  ])('is removed from %j', (source, expected) => {
    expect(fixed(UNKNOWN, source)).toBe(expected);
  });
});
