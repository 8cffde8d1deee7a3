import { parse } from '@prompthub/core';
import fc from 'fast-check';
import { testsOfFile, testsOfPrompt } from './test-plan';

const yaml = (text: string) => testsOfFile(text);
const problemsOf = (text: string) =>
  yaml(text).problems.map(({ path, message, severity }) => `${severity} ${path.join('.')}: ${message}`);

describe('tests in a prompt', () => {
  const prompt = (tests: string) =>
    testsOfPrompt(parse(`---\nmodel: echo\nprompthub.tests:\n${tests}\n---\nHello {{name}}\n`));

  test('are read with their defaults', () => {
    const { tests, problems, root } = prompt(
      '  - description: greets\n    mode: render\n    vars: { name: Ada }\n    assert: [{ type: contains, value: Ada }]\n  - vars: {}\n',
    );
    expect(problems).toEqual([]);
    expect(root).toEqual(['prompthub.tests']);
    expect(tests).toMatchObject([
      {
        index: 0,
        description: 'greets',
        mode: 'render',
        vars: { name: 'Ada' },
        assert: [{ type: 'contains', value: 'Ada' }],
      },
      { index: 1, description: 'Test 2', mode: 'run', vars: {}, assert: [] },
    ]);
  });

  test('are absent without frontmatter or key', () => {
    expect(testsOfPrompt(parse('Hello'))).toMatchObject({ tests: [], problems: [] });
    expect(testsOfPrompt(parse('---\nmodel: echo\n---\nHello'))).toMatchObject({ tests: [], problems: [] });
  });

  test('problems have paths that the frontmatter knows', () => {
    const tree = parse('---\nprompthub.tests:\n  - vars: {}\n    colour: red\n---\nx');
    const { problems } = testsOfPrompt(tree);
    expect(problems).toHaveLength(1);
    const place = tree.frontmatter?.entry(problems[0]?.path ?? [])?.key;
    expect(tree.source.slice(place?.start, place?.end)).toBe('colour');
  });
});

describe('tests in a file', () => {
  const one = '- description: a\n  vars: { x: [1, 2] }\n  assert: [{ type: equals, value: b }]\n';

  test('stand at the top or under "tests"', () => {
    expect(yaml(one)).toMatchObject({ tests: [{ description: 'a' }], problems: [], root: [] });
    const nested = yaml(`description: suite\ntests:\n${one}`);
    expect(nested).toMatchObject({ tests: [{ description: 'a' }], problems: [], root: ['tests'] });
  });

  test('keep lists as values', () => {
    expect(yaml(one).tests[0]?.vars).toEqual({ x: [1, 2] });
  });

  test('take the whole vocabulary', () => {
    const { tests, problems } = yaml(`
- description: all of it
  mode: run
  vars: { a: 1 }
  threshold: 0.5
  provider: openai/gpt-5-mini
  repeatMinPass: 2
  options: { transform: output.trim(), repeat: 3, timeoutMs: 500 }
  metadata: { author: me }
  assert:
    - { type: not-contains, value: x, weight: 2, metric: clean, transform: output, threshold: 1, config: { a: 1 } }
    - type: assert-set
      threshold: 0.5
      assert: [{ type: contains, value: a }, { type: latency, threshold: 100 }]
`);
    expect(problems).toEqual([]);
    expect(tests[0]).toMatchObject({
      threshold: 0.5,
      model: 'openai/gpt-5-mini',
      transform: 'output.trim()',
      repeat: 3,
      repeatMinPass: 2,
      timeoutMs: 500,
      assert: [
        { type: 'not-contains', weight: 2, metric: 'clean', config: { a: 1 } },
        {
          type: 'assert-set',
          assert: [
            { type: 'contains', value: 'a' },
            { type: 'latency', threshold: 100 },
          ],
        },
      ],
    });
  });

  test.each([
    ['', []],
    ['tests:', []],
    [
      'nothing: here',
      [
        'error : A file of tests is a list, or a map with a list under "tests".',
        'warning nothing: "nothing" is not supported here and has no effect.',
      ],
    ],
    ['just text', ['error : A file of tests is a list, or a map with a list under "tests".']],
    ['tests: 5', ['error tests: The tests must be a list.']],
    [
      'outputPath: a.csv\ntests: []',
      ['warning outputPath: "outputPath" is not supported here and has no effect.'],
    ],
    ['- vars: {}\n  env: {}', ['warning 0.env: "env" is not supported here and has no effect.']],
    [
      '- options: { rubric: x }',
      ['warning 0.options.rubric: "rubric" is not supported here and has no effect.'],
    ],
    [
      '- vars: { a: file://a.txt }',
      ['warning 0.vars.a: Values from files are not supported; the text is used as it stands.'],
    ],
    [
      '- assert: [{ type: contains, value: a, rubric: gpt }]',
      ['warning 0.assert.0.rubric: "rubric" is not supported here and has no effect.'],
    ],
    [
      '- assert: [{ type: assert-set, assert: [{ type: x, foo: 1 }] }]',
      ['warning 0.assert.0.assert.0.foo: "foo" is not supported here and has no effect.'],
    ],
  ])('%j', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test('an unknown key comes with those that could stand in its place', () => {
    const [problem] = yaml('- { descripton: a, vars: {} }').problems;
    expect(problem?.known).toContain('description');
    expect(problem?.known).not.toContain('vars');
  });

  test.each([
    ['- 5', '0'],
    ['- vars: [1]', '0.vars'],
    ['- assert: { type: x }', '0.assert'],
    ['- assert: [{ value: x }]', '0.assert.0.type'],
    ['- assert: [{ type: 5 }]', '0.assert.0.type'],
    ['- mode: dance', '0.mode'],
    ['- threshold: high', '0.threshold'],
    ['- repeat: 0', '0.repeat'],
    ['- options: { repeat: many }', '0.options.repeat'],
    ['- assert: [{ type: latency, threshold: "5" }]', '0.assert.0.threshold'],
  ])('%j cannot run, and says where', (text, path) => {
    const { tests, problems } = yaml(`${text}\n- description: fine\n`);
    expect(problems[0]).toMatchObject({ severity: 'error' });
    expect(problems[0]?.path.join('.')).toBe(path);
    expect(tests.map(({ index }) => index)).toEqual([0, 1]);
    expect(tests[0]?.fault).toBe(problems[0]?.message);
    expect(tests[1]?.description).toBe('fine');
    expect(tests[1]?.fault).toBeUndefined();
  });

  test('broken YAML is one problem', () => {
    const { tests, problems } = yaml('- description: [unclosed');
    expect(tests).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain('not valid YAML');
  });

  test('a duplicate key is said', () => {
    expect(problemsOf('- description: a\n  description: b\n')).toEqual([
      expect.stringMatching(/^warning .*description/),
    ]);
  });

  test('no text makes it throw, and every test keeps its index', () => {
    const value = fc.jsonValue();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          value.map((json) => JSON.stringify(json)),
          fc
            .array(fc.dictionary(fc.constantFrom('vars', 'assert', 'mode', 'options', 'x'), value))
            .map((json) => JSON.stringify(json)),
        ),
        (text) => {
          const { tests } = yaml(text);
          expect(tests.map(({ index }) => index)).toEqual(tests.map((_, index) => index));
        },
      ),
    );
  });
});

test('who judges stands in the options or at the assertion', () => {
  const { tests, problems } = testsOfFile(`
- options: { provider: openai/gpt-5-mini, rubricPrompt: "Judge {{output}}" }
- options: { provider: { text: a/b, embedding: c/d } }
- assert: [{ type: llm-rubric, value: x, provider: a/b, rubricPrompt: "Look at {{output}}", contextTransform: output }]
- options: { provider: { id: openai:gpt-5 } }
`);
  expect(tests.map(({ judge }) => judge)).toEqual([
    { model: 'openai/gpt-5-mini', rubricPrompt: 'Judge {{output}}' },
    { model: 'a/b', embeddings: 'c/d' },
    undefined,
    undefined,
  ]);
  expect(tests[2]?.assert[0]).toMatchObject({
    provider: 'a/b',
    rubricPrompt: 'Look at {{output}}',
    contextTransform: 'output',
  });
  expect(problems).toEqual([
    expect.objectContaining({ path: [3, 'options', 'provider'], severity: 'error' }),
  ]);
  expect(tests[3]?.fault).toContain('Unrecognized key: "id"');
});
