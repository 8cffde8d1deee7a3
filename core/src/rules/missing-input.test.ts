import { checkTests } from '../check-tests';
import { expectFindings, fixed } from './testing';

const prompt = (tests: string) =>
  `---\ninput:\n  schema:\n    a: string\n    b?: string\n    c(object): { d: integer }\n    e: string\n  default: { e: x }\nprompthub.tests:\n${tests}\n---\n{{a}}{{b}}{{c.d}}{{e}}`;
const found = (tests: string) => expectFindings('missing-input', prompt(tests));

it('is a needed value that a test does not give', () => {
  expect(found('  - «vars»: { c: { d: 1 } }')).toMatchObject([
    { message: 'The test has no `a` (string), which the prompt needs.', severity: 'warning' },
  ]);
  expect(found('  - vars: { a: x, «c»: {} }')).toMatchObject([
    { message: '`c` has no `d` (integer), which the prompt needs.' },
  ]);
});

it('is none for what is optional, has a default, or cannot be read', () => {
  found('  - vars: { a: x, c: { d: 1 } }');
  found('  - vars: 5\n  - x');
  found('  - dataset: rows.csv');
  expectFindings('missing-input', '---\nprompthub.tests: [{ vars: {} }]\n---\n{{a}}');
});

it.each([
  ['  - vars: { c: { d: 1 } }', '  - vars: { a: "", c: { d: 1 } }'],
  ['  - vars:\n      c: { d: 1 }', '  - vars:\n      a: ""\n      c: { d: 1 }'],
  ['  - description: x', '  - vars: { a: "" }\n    description: x'],
  ['  - vars: { a: x, c: {} }', '  - vars: { a: x, c: { d: 0 } }'],
])('is added: %j', (before, after) => {
  expect(fixed('missing-input', prompt(before))).toBe(prompt(after));
});

describe('in a file of tests', () => {
  const codes = (text: string, tested: string | undefined) =>
    checkTests(text, { prompt: tested }).map(({ code, range }) => [code, text.slice(range.start, range.end)]);
  const tested = '---\ninput: { schema: { a: string, n?: integer } }\n---\n{{a}}{{n}}';

  it('is compared with the prompt beside it', () => {
    expect(codes('dataset: rows.csv\ntests: [{ vars: {} }]', tested)).toEqual([]);
    expect(codes('- vars: { n: x, b: 1 }', tested)).toEqual([
      ['missing-input', 'vars'],
      ['type-mismatch', 'x'],
      ['unknown-input', 'b'],
    ]);
  });

  it('is not, when there is none, or one that cannot be read', () => {
    expect(codes('- vars: {}', undefined)).toEqual([]);
    expect(codes('- vars: {}', '---\ninput: { schema: { a: [ } }\n---\n')).toEqual([]);
    expect(codes('- vars: {}', 'Hello {% if x %}{% endif %}')).toEqual([]);
    expect(codes('- vars: {}', 'a\0')).toEqual([]);
  });
});
