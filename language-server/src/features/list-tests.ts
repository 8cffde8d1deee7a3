import { documentParams, type TestItem, type TestList } from '@prompthub/protocol';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import { recentOf, testedText } from '../running/tested-text';
import { selectedTest, testsOf, type PlacedTest } from '../tests/test-source';
import { promptNamed } from './prompt-named';

/** `prompthub/listTests`: the tests of one prompt, inline ones first, then those of the suite beside it. */
export async function listTests(context: Context, raw: unknown): Promise<TestList> {
  const { uri } = documentParams.parse(raw);
  const document = await promptNamed(context, uri);
  const tests = await testsOf(context, document);
  const selected = selectedTest(context, document.uri, tests)?.id;
  return {
    tests: await Promise.all(tests.map((test) => listed(context, document, test))),
    ...(selected !== undefined && { selected }),
  };
}

async function listed(context: Context, prompt: PromptDocument, test: PlacedTest): Promise<TestItem> {
  const { id, uri, description, mode, vars, lines, range } = test;
  const { session } = context;
  const known = session.hasHistory(id)
    ? session.history(id, await testedText(context, prompt, test))
    : undefined;
  return {
    id,
    uri,
    description,
    mode,
    vars: { ...vars },
    range: toLspRange(lines, range),
    ...recentOf(known),
  };
}
