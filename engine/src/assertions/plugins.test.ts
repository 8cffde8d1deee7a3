import { runTests } from '../runner/run-tests';
import { testsOfFile } from '../runner/test-plan';
import type { TestResult } from '../runner/test-case';

const PROMPT = `---
model: echo/echo
---
Hello {{name}}`;

const METRICS = `
export const isPolite = (output: string, { vars }: { vars: any }): boolean => output.startsWith('Hello ' + vars.name);
export function share(output: string, { value }: { value: string }): number {
  return output.split(value).length > 1 ? 0.8 : 0.2;
}
export const notAFunction = 5;`;

async function run(
  suite: string,
  files: Readonly<Record<string, string>> = { 'metrics.ts': METRICS },
): Promise<TestResult[]> {
  const { tests } = testsOfFile(suite);
  return runTests({
    tests,
    prompt: { source: PROMPT },
    context: { credentials: () => Promise.resolve(undefined) },
    judge: {
      readFile: (name) =>
        files[name] === undefined
          ? Promise.reject(new Error('there is no such file.'))
          : Promise.resolve(files[name]),
    },
  });
}

test('functions of a file are types of assertions, with not-, values and thresholds', async () => {
  const [good, bad, errors] = await run(`
plugins: [metrics.ts]
tests:
  - vars: { name: Ada }
    assert:
      - { type: is-polite }
      - { type: not-share, value: zzz, threshold: 0.5 }
      - { type: share, value: "{{name}}", threshold: 0.5 }
      - { type: contains, value: Ada }
  - { vars: { name: Ada }, assert: [ { type: not-is-polite }, { type: share, value: zzz, threshold: 0.5 } ] }
  - { vars: { name: Ada }, assert: [ { type: not-a-function } ] }
`);
  expect(good).toMatchObject({ status: 'passed' });
  expect(bad).toMatchObject({ status: 'failed', verdicts: [{ pass: false }, { pass: false, score: 0.2 }] });
  expect(errors).toMatchObject({
    status: 'errored',
    error: expect.stringContaining('There is no assertion'),
  });
});

test.each([
  ['export const isPolite = () => { while (true); }', 'took more than 1000 ms'],
  ['while (true);', 'took more than 1000 ms'],
  ["import 'node:fs'; export const isPolite = () => true", 'cannot import node:fs'],
  ['export const isPolite = () => "fine"', 'isPolite of metrics.ts gave "\\"fine\\""'],
  ['const = 5', 'no JavaScript that can be read'],
])('a file that misbehaves is an error: %s', async (code, message) => {
  const suite = 'plugins: [metrics.ts]\ntests: [ { vars: { name: x }, assert: [ { type: is-polite } ] } ]';
  expect(await run(suite, { 'metrics.ts': code })).toMatchObject([
    { status: 'errored', error: expect.stringContaining(message) },
  ]);
  expect(await run(suite, {})).toMatchObject([
    { status: 'errored', error: 'metrics.ts: there is no such file.' },
  ]);
});

test('what PromptHub knows cannot be put in its place', async () => {
  const suite =
    'plugins: [metrics.ts]\ntests: [ { vars: { name: x }, assert: [ { type: contains, value: zzz } ] } ]';
  expect(await run(suite, { 'metrics.ts': 'export const contains = () => true' })).toMatchObject([
    { status: 'failed' },
  ]);
});

test('names that are no files of code are a fault of the file', () => {
  const { tests, problems } = testsOfFile('plugins: [metrics.py]\ntests: [ { assert: [ { type: x } ] } ]');
  expect(problems).toMatchObject([{ path: ['plugins'], severity: 'error' }]);
  expect(tests).toMatchObject([{ fault: expect.stringContaining('must name .js or .ts files') }]);
});
