import { checkKnowledge } from '@prompthub/engine';
import { diagnosticsOf, prepare } from './checks';
import { open } from './testing/context';

async function found(text: string, path: string): Promise<string[]> {
  const { context, document } = await open(text, { path, context: { knowledge: checkKnowledge } });
  return diagnosticsOf(context, document).map(
    ({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`,
  );
}

const faulty: [string, string[]][] = [
  ['- description: a\n  assert: [ { type: contains, value: x } ]\n', []],
  ['- descripton: a\n', ['invalid-test: descripton']],
  ['- assert:\n    - type: contians\n', ['unknown-assertion: contians']],
  ['- assert:\n    - type: not-contains\n      value: x\n', []],
  ['- assert:\n    - type: not-contains\n', ['assertion-value: not-contains']],
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

test('a file of tests is compared with the prompt beside it', async () => {
  const files = { 'a.prompt': '---\ninput: { schema: { name: string } }\n---\n{{name}}' };
  const { context, document } = await open('- vars: { nmae: Ada }', { path: 'a.tests.yaml', files });
  expect(diagnosticsOf(context, document)).toEqual([]);
  await prepare(context, document);
  expect(diagnosticsOf(context, document).map(({ code }) => code)).toEqual([
    'missing-input',
    'unknown-input',
  ]);
});
