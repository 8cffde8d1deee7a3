import { documentParams, type TestList } from '@prompthub/protocol';
import type { Context } from '../context';
import { toLspRange } from '../ranges';
import { selectedTest, testsOf } from '../tests/test-source';
import { promptNamed } from './prompt-named';

/** `prompthub/listTests`: the tests of one prompt, inline ones first, then those of the suite beside it. */
export async function listTests(context: Context, raw: unknown): Promise<TestList> {
  const { uri } = documentParams.parse(raw);
  const document = await promptNamed(context, uri);
  const tests = await testsOf(context, document);
  const selected = selectedTest(context, document.uri, tests)?.id;
  return {
    tests: tests.map(({ id, uri: home, description, mode, vars, lines, range }) => ({
      id,
      uri: home,
      description,
      mode,
      vars: { ...vars },
      range: toLspRange(lines, range),
    })),
    ...(selected !== undefined && { selected }),
  };
}
