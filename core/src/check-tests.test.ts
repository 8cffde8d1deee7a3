import { check } from './check';
import { checkTests, type CheckTestsOptions } from './check-tests';
import { MAX_SOURCE_LENGTH } from './syntax/source-text';

const options: CheckTestsOptions = { assertions: ['contains', 'assert-set'] };
const found = (text: string, more: CheckTestsOptions = options): string[] =>
  checkTests(text, more).map(({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`);

it.each([
  ['- assert: [{ type: contains }]', []],
  ['- assert: [{ type: not-contains }]', []],
  ['- assert:\n    - type: contians', ['unknown-assertion: contians']],
  [
    'tests:\n  - assert:\n      - type: assert-set\n        assert: [{ type: "x" }]',
    ['unknown-assertion: "x"'],
  ],
  ['plugins: [metrics.ts]\ntests:\n  - assert:\n      - type: is-polite', []],
  ['- assert: 1\n- 2\n- assert: [3]', []],
  ['', []],
  ['# nothing yet', []],
  ['- a: 1\n  a: 2', ['duplicate-key: a']],
  ['- b\uFFFD', ['invalid-encoding: \uFFFD']],
  ['- a\0', ['binary-file: \0']],
])('%j', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

it('says of broken YAML only that', () => {
  expect(found('- assert: [{ type: x }')).toEqual([expect.stringMatching(/^yaml-syntax/)]);
});

it('refuses what is too long without reading it', () => {
  expect(found('x'.repeat(MAX_SOURCE_LENGTH + 1))).toEqual(['file-too-large: x']);
});

it.each([
  [['tests', 0, 'mode'], 'mode'],
  [['tests', 0, 'asert', 'x'], '- mode: a'.slice(2)],
  [[], 'tests:'],
])('puts a problem at %j, or at what is around it', (path, text) => {
  const testProblems: CheckTestsOptions['testProblems'] = () => [{ path, message: 'm', severity: 'warning' }];
  expect(found('tests:\n  - mode: a\n    vars: {}', { testProblems })).toEqual([`invalid-test: ${text}`]);
  const [problem] = checkTests('tests:\n  - mode: a', { testProblems });
  expect(problem).toMatchObject({ severity: 'warning', message: 'm' });
});

it('minds the severities of the settings', () => {
  const text = '- assert: [{ type: x }]\n- b\uFFFD';
  const lint = { 'unknown-assertion': 'off', 'invalid-encoding': 'hint' } as const;
  expect(checkTests(text, { ...options, lint })).toMatchObject([
    { code: 'invalid-encoding', severity: 'hint' },
  ]);
});

it('finds the same in the tests of a prompt', () => {
  const source = '---\nprompthub.tests:\n  - assert: [{ type: contians }]\n---\nHi {{x}}';
  const testProblems = jest.fn(() => [{ path: [0, 'assert'], message: 'm', severity: 'warning' as const }]);
  const { diagnostics } = check(source, { ...options, testProblems });
  expect(diagnostics).toMatchObject([{ code: 'invalid-test' }, { code: 'unknown-assertion' }]);
  expect(diagnostics.map(({ range }) => source.slice(range.start, range.end))).toEqual([
    'assert',
    'contians',
  ]);
  expect(testProblems).toHaveBeenCalledWith([{ assert: [{ type: 'contians' }] }], 'prompt');
});
