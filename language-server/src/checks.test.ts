import { testVocabulary } from '@prompthub/engine';
import { diagnosticsOf } from './checks';
import { open } from './testing/context';

async function found(text: string, path: string): Promise<string[]> {
  const { context, document } = await open(text, { path, context: { knowledge: testVocabulary } });
  return diagnosticsOf(context, document).map(
    ({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`,
  );
}

const faulty: [string, string[]][] = [
  ['- description: a\n  assert: [ { type: contains, value: x } ]\n', []],
  ['- descripton: a\n', ['invalid-test: descripton']],
  ['- assert:\n    - type: contians\n', ['unknown-assertion: contians']],
  ['- assert:\n    - type: not-contains\n', []],
  ['- mode: sometimes\n', ['invalid-test: mode']],
];

test.each(faulty)('a file of tests: %j', async (text, expected) => {
  expect(await found(text, 'a.tests.yaml')).toEqual(expected);
});

test.each(faulty)('tests in a prompt: %j', async (text, expected) => {
  const source = `---\nprompthub.tests:\n${text.replace(/^(?=.)/gm, '  ')}---\nHi {{name}}\n`;
  expect(await found(source, 'a.prompt')).toEqual(expected);
});

test('broken YAML is one error at its place', async () => {
  expect((await found('- description: [a\n', 'a.tests.yaml'))[0]).toMatch(/^yaml-syntax/);
});

test('before the engine is there, tests are not judged', async () => {
  const { context, document } = await open('- mode: x\n', {
    path: 'a.tests.yaml',
    context: { knowledge: {} },
  });
  expect(diagnosticsOf(context, document)).toEqual([]);
});
