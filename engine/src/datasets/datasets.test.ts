import fc from 'fast-check';
import { runTests } from '../runner/run-tests';
import { testsOfFile } from '../runner/test-plan';
import { readDataset } from './read-dataset';
import { withDatasets } from './with-datasets';

const texts = (files: Readonly<Record<string, string>>) => (name: string) => {
  const text = files[name];
  return text === undefined ? Promise.reject(new Error('there is no such file.')) : Promise.resolve(text);
};

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '😀', ';', '\t') }),
  fc.constant(''),
);

describe('CSV', () => {
  it('gives back what RFC 4180 writes, each row with the line that it begins in', async () => {
    const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
      fc.record({
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 6,
        }),
        header: fc.constant(Array.from({ length: width }, (_, index) => `c${index}`)),
        newline: fc.constantFrom('\n', '\r\n'),
        mark: fc.constantFrom('', '\uFEFF'),
        final: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, header, newline, mark, final }) => {
        const written = [header, ...rows].map((row) => row.map(quoted).join(','));
        const text = mark + written.join(newline) + (final ? newline : '');
        const found = await readDataset('a.csv', text);
        const begins = written.map(
          (_, index) =>
            written
              .slice(0, index)
              .join(newline)
              .split(/\r\n|\r|\n/).length + 1,
        );
        expect(found).toMatchObject({
          problems: [],
          rows: rows.map((row, index) => ({
            line: begins[index + 1],
            vars: Object.fromEntries(header.map((name, column) => [name, row[column]])),
          })),
        });
      }),
    );
  });

  it('takes values without quotes, and every value as a text', async () => {
    const { rows } = await readDataset('a.CSV', 'n, flag\n1,true\n,\n');
    expect(rows).toEqual([
      { line: 2, vars: { n: '1', flag: 'true' } },
      { line: 3, vars: { n: '', flag: '' } },
    ]);
  });

  it.each([
    [
      'too few and too many',
      'a,b\r\n"x\r\ny",2\r\n3\r\n4,5\r\n6,7,8\r\n',
      [4, 6],
      /1 values.*2 names/,
      [2, 5],
    ],
    ['a text behind a quote', 'a,b\n1,2\n1,"x"y\n2,3\n', [3], /behind its closing quote/, [2]],
    ['a quote that stays open', 'a,b\n1,2\n1,"x\n2,3\n', [3], /never closed/, [2]],
    [
      'a quote that stays open from the beginning',
      'a,b\r\n1,2\r\n\r\n"x\r\n2,3\r\n',
      [4],
      /never closed/,
      [2],
    ],
    ['a text behind a quote at the beginning', 'a,b\n1,2\n"x"y,2\n', [3], /behind its closing quote/, [2]],
    ['a name twice', 'a,b,a\n1,2,3\n', [1], /“a” twice/, []],
    ['no name', 'a,,b\n1,2,3\n', [1], /no name/, []],
  ])('names the line of %s, and keeps the other rows', async (_name, text, lines, message, good) => {
    const { rows, problems } = await readDataset('a.csv', text);
    expect(problems.map(({ line }) => line)).toEqual(lines);
    expect(problems[0]?.message).toMatch(message);
    expect(rows.map(({ line }) => line)).toEqual(good);
  });
});

it('JSON lines: values of any kind, and the line of what is none', async () => {
  const text = '\uFEFF{"a":1,"b":[true]}\r\n\r\n[1]\n{"a":\n{"a":null}';
  expect(await readDataset('a.jsonl', text)).toEqual({
    rows: [
      { line: 1, vars: { a: 1, b: [true] } },
      { line: 5, vars: { a: null } },
    ],
    problems: [
      { line: 3, message: expect.stringContaining('must be a map') },
      { line: 4, message: expect.stringContaining('not valid JSON') },
    ],
  });
});

it.each([
  ['- a: 1\n# note\n- { a: x }\n', [1, 3], []],
  ['- a: 1\n- 5\n- [x]\n', [1], [2, 3]],
  ['a: 1\n', [], [1]],
  ['- a: 1\n- b: "\n', [], [2]],
  ['', [], [1]],
])('YAML: the lines of rows and of what is none in %j', async (text, rows, problems) => {
  const found = await readDataset('a.yaml', text);
  expect(found.rows.map(({ line }) => line)).toEqual(rows);
  expect(found.problems.map(({ line }) => line)).toEqual(problems);
});

it('takes a hundred thousand rows, and none of more', async () => {
  const rows = (count: number) => readDataset('a.jsonl', '{}\n'.repeat(count));
  expect((await rows(100_000)).rows).toHaveLength(100_000);
  expect(await rows(100_001)).toMatchObject({ rows: [], problems: [{ line: 100_001 }] });
});

it('runs a test for each row, the row’s values over its own; a bad row or file errs and names its place', async () => {
  const suite = `
- description: greets
  vars: { name: nobody, greeting: Hello }
  dataset: data/people.csv
  assert: [ { type: equals, value: "Hello {{name}}" } ]
- { description: once, vars: { greeting: Hi, name: Bo } }
- { description: nowhere, dataset: "file://gone.yaml" }
- { description: no data, dataset: people.txt }
`;
  const { tests, problems } = testsOfFile(suite);
  expect(problems).toEqual([
    expect.objectContaining({
      path: [3, 'dataset'],
      message: expect.stringContaining('.csv, .jsonl or .yaml'),
    }),
  ]);
  const source = texts({ 'data/people.csv': 'name\nAda\nx,y\nBob\n' });
  const expanded = await withDatasets(tests, source);
  const context = { credentials: () => Promise.resolve(undefined) };
  const prompt = { source: '---\nmodel: echo/echo\n---\n{{greeting}} {{name}}' };
  const results = await runTests({ tests: expanded, prompt, context });
  expect(
    results.map(({ test, status, output, error }) => [test.index, test.description, status, error ?? output]),
  ).toEqual([
    [0, 'greets (people.csv:2)', 'passed', 'Hello Ada'],
    [
      0,
      'greets (people.csv:3)',
      'errored',
      'data/people.csv:3: the row has 2 values, and the header 1 names.',
    ],
    [0, 'greets (people.csv:4)', 'passed', 'Hello Bob'],
    [1, 'once', 'passed', 'Hi Bo'],
    [2, 'nowhere', 'errored', 'gone.yaml: there is no such file.'],
    [3, 'no data', 'errored', expect.stringContaining('.csv, .jsonl or .yaml')],
  ]);
  // Never without its rows.
  const [unread] = await runTests({ tests: tests.slice(0, 1), prompt, context });
  expect(unread).toMatchObject({ status: 'errored', error: expect.stringContaining('data/people.csv') });
});

it('a dataset of the whole file is for the tests that have none of their own', async () => {
  const { tests, problems } = testsOfFile(
    'dataset: all.yaml\ntests:\n  - description: a\n  - { description: b, dataset: own.jsonl }\n',
  );
  expect(problems).toEqual([]);
  const source = texts({ 'all.yaml': '- x: 1\n- x: 2\n', 'own.jsonl': '{"x":3}' });
  expect((await withDatasets(tests, source)).map(({ vars, dataset }) => [vars, dataset])).toEqual([
    [{ x: 1 }, undefined],
    [{ x: 2 }, undefined],
    [{ x: 3 }, undefined],
  ]);
  const misnamed = testsOfFile('dataset: 5\ntests: [{ description: a }]');
  expect(misnamed).toMatchObject({
    problems: [{ path: ['dataset'], severity: 'error' }],
    tests: [{ fault: expect.stringContaining('"dataset"') }],
  });
});
