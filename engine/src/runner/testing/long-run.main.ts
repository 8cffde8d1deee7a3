// A run of 500 tests in a process of its own, to be killed: `long-run.main.ts <url of the model> <journal>`. Prints a result for each.
import { openJournal } from '../answers/open-journal';
import { runMatrix } from '../run-matrix';
import type { TestCase } from '../test-case';

const [url = '', file = ''] = process.argv.slice(2);

void (async () => {
  const answers = await openJournal({ file, mode: 'resume' });
  const tests = Array.from({ length: 500 }, (_, index): TestCase => {
    const assert = [{ type: 'contains', value: 'answered' }];
    return { index, description: `test ${index}`, mode: 'run', vars: { n: index }, assert };
  });
  const endpoints = [{ name: 'local', kind: 'openai-compatible' as const, baseUrl: `${url}/v1` }];
  const context = { endpoints, credentials: () => Promise.resolve(undefined) };
  const wording = { source: '---\nmodel: local/any\n---\nQuestion {{n}}' };
  const run = await runMatrix({
    prompts: [{ name: 'long', wording, tests, context }],
    answers,
    concurrency: 8,
  });
  await answers.close();
  const results = run.prompts.flat().map(({ result: { status, error } }) => ({ status, error }));
  process.stdout.write(JSON.stringify(results));
})();
