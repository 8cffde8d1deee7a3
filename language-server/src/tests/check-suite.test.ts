import { testsOfFile } from '@prompthub/engine';
import { diagnosticsOf } from '../checks';
import { open } from '../testing/context';

async function found(text: string): Promise<string[]> {
  const { context, document } = await open(text, {
    path: 'a.tests.yaml',
    context: { knowledge: { assertions: ['contains'], readTests: testsOfFile } },
  });
  return diagnosticsOf(context, document).map(
    ({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`,
  );
}

test.each([
  ['- description: a\n  assert: [ { type: contains, value: x } ]\n', []],
  ['- descripton: a\n', ['invalid-test: descripton']],
  ['- assert:\n    - type: contians\n', ['unknown-assertion: contians']],
  ['- assert:\n    - type: not-contains\n', []],
  ['- mode: sometimes\n', ['invalid-test: mode']],
])('%j', async (text, expected) => {
  expect(await found(text)).toEqual(expected);
});

test('broken YAML is one error at its place', async () => {
  expect((await found('- description: [a\n'))[0]).toMatch(/^yaml-syntax/);
});
