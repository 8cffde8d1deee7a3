import { open } from '../testing/context';
import { listTests } from './list-tests';
import { selectTest } from './select-test';

test('inline tests come first, then those beside; the first is selected until another is', async () => {
  const { context, uri } = await open(
    '---\nprompthub.tests:\n  - description: a\n    mode: render\n    vars: { name: Ada }\n---\nHi',
    {
      files: { 'test.tests.yaml': 'tests:\n  - description: b\n' },
    },
  );
  const list = await listTests(context, { uri });
  expect(
    list.tests.map(({ id, description, mode, vars, range }) => [
      id.split('/').at(-1),
      description,
      mode,
      vars,
      range.start.line,
    ]),
  ).toEqual([
    ['test.prompt#0', 'a', 'render', { name: 'Ada' }, 2],
    ['test.tests.yaml#0', 'b', 'run', {}, 1],
  ]);
  expect(list.selected).toBe(`${uri}#0`);
  selectTest(context, { uri, testId: 'file:///workspace/test.tests.yaml#0' });
  expect((await listTests(context, { uri })).selected).toBe('file:///workspace/test.tests.yaml#0');
});
