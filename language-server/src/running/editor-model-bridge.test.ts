import type { TestOutcome } from '@prompthub/protocol';
import { open } from '../testing/context';
import { testsOf } from '../tests/test-source';
import { EditorModels } from './editor-model-bridge';
import { runTests } from './run-tests';

test.each(['content-policy', 'unauthorized', 'not-found'])(
  'an editor’s model that says %s is not asked again',
  async (code) => {
    let asked = 0;
    const { context, document } = await open(
      '---\nmodel: vscode/gpt\nprompthub.tests: [{ vars: {} }]\n---\nHi',
    );
    const request = (): Promise<unknown> => {
      asked++;
      return Promise.resolve({ text: '', model: 'gpt', error: { code, message: 'No.' } });
    };
    const editorModels = new EditorModels({ ...context.client, request });
    const outcomes: TestOutcome[] = [];
    await runTests(
      { ...context, editorModels },
      {
        prompt: document,
        tests: await testsOf(context, document),
        signal: new AbortController().signal,
        started: () => undefined,
        ended: (outcome) => outcomes.push(outcome),
      },
    );
    expect(outcomes).toMatchObject([{ status: 'errored', error: 'The editor’s model answered: No.' }]);
    expect(asked).toBe(1);
  },
);
